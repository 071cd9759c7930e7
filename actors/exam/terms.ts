/**
 * What is different for whom (T2, T4): a person's own value beats any group's, field by field; among groups the most
 * generous value of each field wins; what nobody says is the exam's. The limit is resolved first and the factor is
 * passed on beside it, to be applied once, by the attempt's ledger.
 */
import { refuse, type Refusal } from "../../protocol/errors.ts"
import type { Terms } from "../../protocol/exam.ts"
import { Decimal } from "../../protocol/assessment.ts"
import { type Instant, type Millis, millis } from "../../protocol/time.ts"
import { compare, fromDecimal } from "../assessment/rational.ts"

export interface ExamTerms {
  readonly opensAt: Instant
  readonly closesAt: Instant | null
  /** Absent: the assessment's own; the same for attempts. */
  readonly limit?: Millis | null
  readonly attempts?: number | null
}

export interface Resolved extends ExamTerms {
  readonly factor: Decimal
  readonly extra: Millis
}

const one = Decimal.make("1")

/** The exam's terms for somebody who is in these groups and has these personal ones. */
export const resolve = (exam: ExamTerms, groups: ReadonlyArray<Terms>, personal: Terms = {}): Resolved => {
  const { absolute, ...own } = ownTerms(groups, personal)
  const factor = absolute === true ? one : (own.factor ?? one)
  return { ...exam, ...own, factor, extra: own.extra ?? millis(0) }
}

/** Without the exam's: absent fields are nobody's own. `absolute` only where the personal limit is. */
export const ownTerms = (groups: ReadonlyArray<Terms>, personal: Terms = {}): Terms => {
  const { absolute, ...fields } = personal
  const merged = { ...groups.reduce(moreGenerous, {}), ...fields }
  return absolute === true && personal.limit !== undefined ? { ...merged, absolute } : merged
}

/** A group's limit takes the factor always: absolute is what was granted to one person. */
const moreGenerous = (a: Terms, { absolute: _, ...b }: Terms): Terms => {
  const better: { -readonly [K in keyof Terms]: Terms[K] } = { ...a, ...b }
  if (a.opensAt !== undefined && b.opensAt !== undefined) better.opensAt = a.opensAt <= b.opensAt ? a.opensAt : b.opensAt
  if (a.closesAt !== undefined && b.closesAt !== undefined) better.closesAt = most(a.closesAt, b.closesAt)
  if (a.limit !== undefined && b.limit !== undefined) better.limit = most(a.limit, b.limit)
  if (a.attempts !== undefined && b.attempts !== undefined) better.attempts = most(a.attempts, b.attempts)
  if (a.factor !== undefined && b.factor !== undefined) better.factor = larger(a.factor, b.factor)
  if (a.extra !== undefined && b.extra !== undefined) better.extra = a.extra >= b.extra ? a.extra : b.extra
  return better
}

/** `null`, none, is the most generous. */
const most = <N extends number>(x: N | null, y: N | null): N | null => (x === null || y === null ? null : x >= y ? x : y)
const larger = (x: Decimal, y: Decimal): Decimal => (compare(fromDecimal(x), fromDecimal(y)) >= 0 ? x : y)

/** Terms that contradict themselves or the exam. `of`: whose they are. */
export const contradiction = (terms: Terms, exam: ExamTerms, of: "group" | "person"): Refusal | undefined => {
  if (terms.absolute === true && (of === "group" || terms.limit === undefined)) {
    return refuse("invalid", { field: "terms.absolute", message: "Only a person's own limit can be absolute. Leave it out." })
  }
  const { opensAt, closesAt } = resolve(exam, [], terms)
  return closesAt !== null && closesAt <= opensAt
    ? refuse("invalid", { field: "terms.closesAt", message: "The window would close before it opens. Correct one of the two." })
    : undefined
}

/** What T4 asks to warn of when terms are written: where window and limit leave no room, and what has no effect. */
export const roomFor = (
  terms: Resolved,
  exam: { readonly closeCuts: boolean; readonly limit: Millis | null; readonly jitterMs: Millis }
): ReadonlyArray<string> => {
  const limit = terms.limit === undefined ? exam.limit : terms.limit
  const window = exam.closeCuts && terms.closesAt !== null ? terms.closesAt - terms.opensAt : null
  if (limit === null) {
    return window === null && terms.factor !== one ? ["With neither a limit nor a close, the factor lengthens nothing."] : []
  }
  if (window === null) return []
  // A factor moves the close by as much as it lengthens the limit, so it takes no room of the window's.
  const due = limit + terms.extra + exam.jitterMs
  return window >= due
    ? []
    : [
        `The window is ${inMinutes(window)} and takes ${inMinutes(due)}: whoever begins at the opening loses ${inMinutes(due - window)}.`
      ]
}

const inMinutes = (ms: number): string => {
  const [whole, seconds] = [Math.floor(ms / 60_000), Math.ceil((ms % 60_000) / 1_000)]
  return seconds === 0 ? `${whole} min` : `${whole} min ${seconds} s`
}
