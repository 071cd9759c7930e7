/** Choices (G1, G6). A fraction of the question's marks: 1 is all of them. */
import type { OptionId } from "../../../protocol/ids.ts"
import { larger, one, type Rational, ratio, subtract, zero } from "../rational.ts"

export const gradeOne = (given: unknown, correct: unknown): Rational => (given === correct ? one : zero)

/** max(0, c/R − w/W), without the second term when there is no wrong option to choose; `negative` drops the floor. */
export const gradeMultiple = (
  given: ReadonlyArray<OptionId>,
  options: ReadonlyArray<OptionId>,
  correct: ReadonlyArray<OptionId>,
  negative: boolean
): Rational => {
  const right = new Set(correct)
  const wrong = new Set(options.filter((option) => !right.has(option)))
  // A set, so that an option given twice counts once.
  const chosen = [...new Set(given)]
  const c = chosen.filter((option) => right.has(option)).length
  const w = chosen.filter((option) => wrong.has(option)).length
  const gained = right.size === 0 ? zero : ratio(BigInt(c), BigInt(right.size))
  const score = wrong.size === 0 ? gained : subtract(gained, ratio(BigInt(w), BigInt(wrong.size)))
  return negative ? score : larger(score, zero)
}
