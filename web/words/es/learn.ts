import type { Words } from "../words.ts"

export const learn: Words["learn"] = {}
