/**
 * Which of several attempts counts (S8), exactly. An attempt is never changed by a later one; what changes is which of
 * them is looked at, or over which the mean is taken.
 */
import type { Decimal } from "../../protocol/assessment.ts"
import {
  add,
  atMost,
  compare,
  divide,
  fromDecimal,
  fromExact,
  multiply,
  type Rational,
  toDecimal,
  whole,
  zero
} from "../assessment/rational.ts"
import type { Instant } from "../../protocol/time.ts"
import type { AssessmentRecord, AttemptRecord, Grade } from "./contract.ts"

/** The share of the marks that was reached; nothing of nothing is none. */
const share = (grade: Grade): Rational => {
  const outOf = fromDecimal(grade.outOf)
  return compare(outOf, zero) === 0 ? zero : divide(fromExact(grade.awarded), outOf)
}

const percent = (of: Rational): Decimal => toDecimal(multiply(of, whole(100)), 2)
export const percentOfGrade = (grade: Grade): Decimal => percent(share(grade))

export interface Counted {
  readonly percent: Decimal
  readonly passed: boolean
}

type Rules = Pick<AssessmentRecord, "counted" | "passMark">
interface Marked {
  readonly number: number
  readonly grade: Grade
}

const inOrder = (attempts: ReadonlyArray<AttemptRecord>): ReadonlyArray<AttemptRecord> =>
  attempts.filter((attempt) => attempt.standing !== "unused").sort((a, b) => a.number - b.number)

const marked = (attempts: ReadonlyArray<AttemptRecord>): ReadonlyArray<Marked> =>
  attempts.flatMap(({ number, grade }) => (grade === null ? [] : [{ number, grade }]))

const one = (grades: ReadonlyArray<Marked>, counted: "best" | "last" | "first"): Marked | undefined => {
  if (counted === "first") return grades[0]
  if (counted === "last") return grades[grades.length - 1]
  let best: Marked | undefined
  for (const each of grades) if (best === undefined || compare(share(each.grade), share(best.grade)) > 0) best = each
  return best
}

const countedOf = (rules: Rules, grades: ReadonlyArray<Marked>): Counted | undefined => {
  if (rules.counted !== "average") {
    const chosen = one(grades, rules.counted)
    return chosen && { percent: percentOfGrade(chosen.grade), passed: chosen.grade.passed }
  }
  if (grades.length === 0) return undefined
  const sum = grades.reduce((total, each) => add(total, share(each.grade)), zero)
  const mean = divide(sum, whole(grades.length))
  return { percent: percent(mean), passed: atMost(fromDecimal(rules.passMark), multiply(mean, whole(100))) }
}

/** Where the first attempt counts, nothing does while its grade is awaited. */
const gradesOf = (rules: Rules, attempts: ReadonlyArray<AttemptRecord>): ReadonlyArray<Marked> => {
  const used = inOrder(attempts)
  return rules.counted === "first" && used[0]?.grade === null ? [] : marked(used)
}

/** The score that counts, or none while nothing has been graded. */
export const countedScore = (rules: Rules, attempts: ReadonlyArray<AttemptRecord>): Counted | undefined =>
  countedOf(rules, gradesOf(rules, attempts))

/**
 * Do these grades complete the module? They do if the counted score passed after any of the attempts: a retake that goes
 * worse under "last" or "average" takes back no completion, a grade that is withdrawn does.
 */
const earned = (rules: Rules, attempts: ReadonlyArray<AttemptRecord>): boolean => {
  const grades = gradesOf(rules, attempts)
  return grades.some((_, index) => countedOf(rules, grades.slice(0, index + 1))?.passed === true)
}

/**
 * Since when these grades complete the module: the earliest instant at which those of them that were there already did.
 * `null`: they don't. A grade that was corrected counts as what it is from when the attempt was first graded.
 */
export const earnedSince = (rules: Rules, attempts: ReadonlyArray<AttemptRecord>): Instant | null => {
  if (!earned(rules, attempts)) return null
  const instants = attempts.flatMap(({ grade, gradedAt }) => (grade === null || gradedAt === null ? [] : [gradedAt]))
  const by = (instant: Instant) =>
    attempts.map((each) => (each.gradedAt !== null && each.gradedAt <= instant ? each : { ...each, grade: null }))
  return instants.sort((a, b) => a - b).find((instant) => earned(rules, by(instant))) ?? null
}
