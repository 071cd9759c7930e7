import type { Words } from "../words.ts"

export const teach: Words["teach"] = {}
