/** What staff do, in words. The record tells it by the tag of the command. */
import type { StoaErrorCode } from "../../client/index.ts"
import { refusals, type RefusalCode } from "../../protocol/errors.ts"
import { words } from "../words/words.ts"

export const actWord = (what: string): string => {
  const known: Readonly<Record<string, string>> = words().proctor.acts
  return known[what] ?? what
}

const isRefusal = (code: string): code is RefusalCode => Object.hasOwn(refusals, code)

/** Why an attempt did not take an action, by the code that its receipt has. */
export const causeOf = (code: string): string => {
  const short: Readonly<Record<string, string>> = words().proctor.causes
  if (short[code] !== undefined) return short[code]
  if (!isRefusal(code)) return code
  const known: Readonly<Partial<Record<StoaErrorCode, string>>> = words().refusals
  return known[code] ?? refusals[code][1]
}
