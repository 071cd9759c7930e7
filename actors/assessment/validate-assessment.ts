/**
 * An assessment as its author wrote it, read whole: what its Schemas, its bank and its settings have to say about it, each
 * with the place and what to do. One that has an error is no assessment; warnings are the author's to weigh.
 */
import { Result, Schema, SchemaIssue } from "effect"
import { AssessmentSettings, type AssessmentType, Bank } from "../../protocol/assessment.ts"
import type { ModuleId } from "../../protocol/ids.ts"
import { compare, fromDecimal, whole, zero } from "./rational.ts"
import { error, type Finding, validateBank, warning } from "./validate-bank.ts"

/** When a sitting's room is open, in milliseconds since 1970; `closes: null` for as long as it takes. */
export interface Window {
  /** Where it stands, as in `windows[0]`. */
  readonly path: string
  readonly opens: number
  readonly closes: number | null
}

const minute = 60_000

/** T4: a window that is shorter than the limit leaves nobody their whole time. */
const windows = (limit: number | null, all: ReadonlyArray<Window>): ReadonlyArray<Finding> =>
  all.flatMap(({ path, opens, closes }) => {
    if (closes === null) return []
    if (closes <= opens) return [error(path, "A window closes after it opens. Choose a later time.")]
    return limit !== null && closes - opens < limit
      ? [
          warning(
            path,
            `The room is open for ${Math.floor((closes - opens) / minute)} minutes, the time limit is ` +
              `${Math.ceil(limit / minute)}: nobody has their whole time. Close it later or lower the limit.`
          )
        ]
      : []
  })

const validateSettings = (settings: AssessmentSettings): ReadonlyArray<Finding> => {
  const { passMark, timeLimit, maxAttempts, prerequisites, spacing } = settings
  const pass = fromDecimal(passMark)
  return [
    ...(compare(pass, zero) < 0 || compare(pass, whole(100)) > 0
      ? [error("passMark", "A pass mark is from 0 to 100 per cent.")]
      : compare(pass, zero) === 0
        ? [warning("passMark", "Everybody passes, an empty paper too. Choose one above 0 if that is not meant.")]
        : []),
    ...(timeLimit === 0 ? [error("timeLimit", "A time limit is longer than nothing. Leave it out (null) for none.")] : []),
    ...(timeLimit !== null && timeLimit > 0 && timeLimit < minute
      ? [warning("timeLimit", "Less than a minute: limits are in milliseconds.")]
      : []),
    ...(maxAttempts !== null && maxAttempts < 1
      ? [error("maxAttempts", "At least one attempt. Leave it out (null) for as many as one likes.")]
      : []),
    ...(spacing === 0 ? [error("spacing", "A spacing is longer than nothing. Leave it out (null) for none.")] : []),
    ...(maxAttempts === null && settings.type === "exam"
      ? [warning("maxAttempts", "An exam that can be sat any number of times. Set a number if that is not meant.")]
      : []),
    ...prerequisites.flatMap((id, index) =>
      prerequisites.indexOf(id) === index ? [] : [error(`prerequisites[${index}]`, `Module ${id} is named twice. Name it once.`)]
    )
  ]
}

/** What its course has beside it. */
export interface Surroundings {
  /** Modules that it may ask for: those before its own. */
  readonly earlierModules: ReadonlyArray<ModuleId>
  /** Questions of its other exams and of its practice, with where they are asked. */
  readonly elsewhere: ReadonlyArray<{ readonly id: string; readonly title: string; readonly type: AssessmentType }>
  readonly sittings: ReadonlyArray<Window>
}

const within = (
  settings: AssessmentSettings,
  bank: Bank,
  { earlierModules, elsewhere }: Surroundings
): ReadonlyArray<Finding> => {
  const earlier = new Set<number>(earlierModules)
  // T1: practice draws from questions of its own, so that an exam's bank does not leak.
  const apart = settings.type === "exam" ? "practice" : settings.type === "practice" ? "exam" : undefined
  const other = new Map(elsewhere.flatMap(({ id, title, type }) => (type === apart ? [[id, title]] : [])))
  return [
    ...settings.prerequisites.flatMap((id, index) =>
      earlier.has(id)
        ? []
        : [error(`settings.prerequisites[${index}]`, `${id} is no module before this one. Choose an earlier one.`)]
    ),
    ...bank.questions.flatMap(({ id }, index) => {
      const title = other.get(id)
      const path = `bank.questions[${index}].id`
      return title === undefined
        ? []
        : [
            error(
              path,
              `"${id}" is asked in "${title}" too: practice would give the exam away. Give it another id or leave it out.`
            )
          ]
    })
  ]
}

/** Findings of `settings` and `bank` under those two names. */
export const validateAssessment = (
  settings: AssessmentSettings,
  bank: Bank,
  surroundings: Surroundings
): ReadonlyArray<Finding> => [
  ...below("settings", validateSettings(settings)),
  ...below("bank", validateBank(bank)),
  ...within(settings, bank, surroundings),
  ...windows(settings.timeLimit, surroundings.sittings)
]

const below = (name: string, findings: ReadonlyArray<Finding>): ReadonlyArray<Finding> =>
  findings.map((finding) => ({ ...finding, path: [name, finding.path].filter((part) => part !== "").join(".") }))

const sentenceOf: SchemaIssue.LeafHook = (issue) => {
  if (issue._tag === "MissingKey") return "This field is missing. Add it."
  if (issue._tag === "UnexpectedKey") return "There is no such field. Leave it out."
  return SchemaIssue.defaultLeafHook(issue)
}
const issuesOf = SchemaIssue.makeFormatterStandardSchemaV1({ leafHook: sentenceOf })

/** `questions[3].correct.accepted[0].value` */
const written = (path: ReadonlyArray<PropertyKey | { readonly key: PropertyKey }>): string =>
  path.reduce<string>((whole, step) => {
    const key = typeof step === "object" ? step.key : step
    if (typeof key === "number") return `${whole}[${key}]`
    return whole === "" ? String(key) : `${whole}.${String(key)}`
  }, "")

/** Of a value that no Schema takes, every place where it does not fit; `path` is its own. */
export const misfits = (path: string, issue: SchemaIssue.Issue): ReadonlyArray<Finding> =>
  below(
    path,
    issuesOf(issue)
      .issues.slice(0, 500)
      .map(({ message, path: place }) => error(written(place ?? []), message))
  )

/** As authors' writing is read: what nobody declared is a mistake, and all mistakes are told at once. */
export const strictly = { onExcessProperty: "error", errors: "all" } as const
const readSettings = Schema.decodeUnknownResult(AssessmentSettings, strictly)
const readBank = Schema.decodeUnknownResult(Bank, strictly)

/** Whatever JSON an author sends, told what is wrong with it: of both parts at once, as far as each can be read. */
export const examine = (settings: unknown, bank: unknown, open: ReadonlyArray<Window> = []): ReadonlyArray<Finding> => {
  const read = [readSettings(settings), readBank(bank)] as const
  return [
    ...(Result.isFailure(read[0])
      ? misfits("settings", read[0].failure.issue)
      : below("settings", validateSettings(read[0].success))),
    ...(Result.isFailure(read[1]) ? misfits("bank", read[1].failure.issue) : below("bank", validateBank(read[1].success))),
    ...windows(Result.isFailure(read[0]) ? null : read[0].success.timeLimit, open)
  ]
}
