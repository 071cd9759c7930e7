/** What to tell people about an error: in their language where there is a sentence for its code, else as the server said it. */
import type { StoaError } from "../../client/index.ts"
import { words } from "./words.ts"

export const sentenceOf = (error: StoaError): string => words().refusals[error.code] ?? error.message
