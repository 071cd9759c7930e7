import type { Words } from "../words.ts"

export const proctor: Words["proctor"] = {}
