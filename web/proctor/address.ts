/** The room and the attempt that an address names; `undefined` where it names none. */
import { AttemptId, SittingId } from "../../protocol/ids.ts"

const whole = (text: string | undefined): number | undefined => {
  const number = /^[1-9][0-9]{0,14}$/.test(text ?? "") ? Number(text) : undefined
  return number
}

export const sittingIn = (text: string | undefined): SittingId | undefined => {
  const number = whole(text)
  return number === undefined ? undefined : SittingId.make(number)
}

export const attemptIn = (text: string | undefined): AttemptId | undefined => {
  const number = whole(text)
  return number === undefined ? undefined : AttemptId.make(number)
}
