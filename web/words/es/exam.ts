import type { Words } from "../words.ts"

export const exam: Words["exam"] = {}
