/**
 * Short text (G3). Authors' patterns run on RE2's algorithm, in time linear in the answer: JavaScript's own engine
 * takes 13 s for `^(a+)+$` on 29 characters, and whoever can author or answer could stop the grading so.
 */
import type { Schema } from "effect"
import { RE2JS } from "re2js"
import type { TextKey } from "../../../protocol/assessment.ts"
import { one, type Rational, zero } from "../rational.ts"

type Key = Schema.Schema.Type<typeof TextKey>

/**
 * Trimmed, inner white space of every kind folded to one space, composed (NFC). Not NFKC, which would make "x²" the same as
 * "x2" and turn a full-width bracket in a pattern into a group.
 */
export const normalise = (text: string): string => text.normalize("NFC").replace(/\s+/gu, " ").trim()

/** Upper case first: "straße" and "STRASSE" meet only there. */
const foldCase = (text: string): string => text.toUpperCase().toLowerCase()

/** Linear in the answer, but also in the compiled pattern, and repetition in a pattern multiplies. */
const maxProgram = 5_000

/** Matches the whole of a normalised answer; says what is wrong where it can't be used. */
export const compilePattern = (
  pattern: string,
  caseSensitive: boolean
): ((answer: string) => boolean) | { readonly error: string } => {
  try {
    const compiled = RE2JS.compile(pattern.normalize("NFC"), caseSensitive ? 0 : RE2JS.CASE_INSENSITIVE)
    if (compiled.programSize() > maxProgram) return { error: "the pattern repeats too much; make it smaller" }
    return (answer) => compiled.matcher(answer).matches()
  } catch (thrown) {
    return { error: thrown instanceof Error ? thrown.message : String(thrown) }
  }
}

export const gradeText = (given: string, { accepted, caseSensitive }: Key): Rational => {
  const answer = normalise(given)
  if (answer === "") return zero
  const compared = caseSensitive ? answer : foldCase(answer)
  const fits = accepted.some(({ match, value }) => {
    if (match === "exact") {
      const expected = normalise(value)
      return (caseSensitive ? expected : foldCase(expected)) === compared
    }
    const matches = compilePattern(value, caseSensitive)
    return typeof matches === "function" && matches(answer)
  })
  return fits ? one : zero
}
