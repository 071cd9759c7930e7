/** Assessments as their authors write them, keys and all: for instructors of the course and administrators only. */
import { Schema } from "effect"
import { AssessmentSettings, AssessmentType, AuthoredQuestion, Bank, Decimal, Paper, Response, Section } from "../assessment.ts"
import { Exact, QuestionGrade } from "../attempt.ts"
import { AssessmentId, CourseId, ModuleId, QuestionId, UserId } from "../ids.ts"
import { line, text } from "../text.ts"
import { inPath } from "./request.ts"

export const assessment = { id: inPath(AssessmentId) }
export const question = { ...assessment, question: QuestionId }
export const revision = {
  ...assessment,
  number: Schema.FiniteFromString.check(Schema.isInt(), Schema.isBetween({ minimum: 1, maximum: 2_147_483_647 }))
}

/** `path` as in `bank.questions[3].correct`. A warning is the author's to weigh; with an error nothing is stored. */
export const Finding = Schema.Struct({
  path: Schema.String,
  message: Schema.String,
  severity: Schema.Literals(["error", "warning"])
})

const content = { description: Schema.NullOr(text(2_000)), settings: AssessmentSettings, bank: Bank }
export const AssessmentContent = Schema.Struct(content)
export type AssessmentContent = typeof AssessmentContent.Type

/** One of a course, without its questions. */
export const AssessmentSummary = Schema.Struct({
  id: AssessmentId,
  course_id: CourseId,
  module_id: Schema.NullOr(ModuleId),
  title: Schema.String,
  type: AssessmentType,
  questions: Schema.Int,
  revision: Schema.Int,
  in_use: Schema.Boolean,
  retired: Schema.Boolean,
  updated_at: Schema.String
})
export type AssessmentSummary = typeof AssessmentSummary.Type

const standing = {
  id: AssessmentId,
  course_id: CourseId,
  module_id: Schema.NullOr(ModuleId),
  /** Of no module, and open to everybody enrolled. */
  standalone: Schema.Boolean,
  /** Rises with each change. */
  revision: Schema.Int,
  /** Learners can reach it or have: the next change keeps this revision beside the new one. */
  in_use: Schema.Boolean,
  retired: Schema.Boolean,
  created_by: Schema.NullOr(UserId),
  updated_at: Schema.String
}
export const StoredAssessment = Schema.Struct({ ...standing, ...content })
export type StoredAssessment = typeof StoredAssessment.Type

/** With its warnings: it has no errors, or it would not be stored. */
export const AuthoredAssessment = Schema.Struct({ ...StoredAssessment.fields, findings: Schema.Array(Finding) })

/**
 * `module_id`: the quiz or exam module of a draft that passing it completes. With `null` nobody reaches it until a module
 * leads to it, unless it is `standalone`: then everybody enrolled does, at once.
 */
export const NewAssessment = Schema.Struct({
  module_id: Schema.NullOr(ModuleId),
  standalone: Schema.optionalKey(Schema.Boolean),
  description: Schema.optionalKey(content.description),
  settings: content.settings,
  bank: content.bank
})

const settings = AssessmentSettings.fields
/** What is left out stays. */
export const AssessmentChange = Schema.Struct({
  module_id: Schema.optionalKey(Schema.NullOr(ModuleId)),
  standalone: Schema.optionalKey(Schema.Boolean),
  description: Schema.optionalKey(content.description),
  settings: Schema.optionalKey(
    Schema.Struct({
      type: Schema.optionalKey(settings.type),
      title: Schema.optionalKey(settings.title),
      passMark: Schema.optionalKey(settings.passMark),
      timeLimit: Schema.optionalKey(settings.timeLimit),
      maxAttempts: Schema.optionalKey(settings.maxAttempts),
      review: Schema.optionalKey(settings.review),
      counted: Schema.optionalKey(settings.counted),
      spacing: Schema.optionalKey(AssessmentSettings.fields.timeLimit),
      prerequisites: Schema.optionalKey(Schema.Array(ModuleId).check(Schema.isMaxLength(100))),
      consent: Schema.optionalKey(Schema.NullOr(line(10_000)))
    })
  )
})
export type AssessmentChange = typeof AssessmentChange.Type

/** `pool`: the pool it joins when it is new, or moves to; left out, it stays where it is, or joins none. */
export const QuestionChange = Schema.Struct({ question: AuthoredQuestion, pool: Schema.optionalKey(line(100)) })
export type QuestionChange = typeof QuestionChange.Type

/** How questions are drawn and arranged. What is left out stays. */
export const Arrangement = Schema.Struct({
  locale: Schema.optionalKey(Bank.fields.locale),
  pools: Schema.optionalKey(Bank.fields.pools),
  /** `null` takes the headings away. */
  sections: Schema.optionalKey(Schema.NullOr(Schema.Array(Section).check(Schema.isBetweenLength(1, 100)))),
  shuffleQuestions: Schema.optionalKey(Bank.fields.shuffleQuestions)
})

/** One kept revision, as it was. */
export const RevisionSummary = Schema.Struct({
  number: Schema.Int,
  superseded_at: Schema.NullOr(Schema.String),
  superseded_by: Schema.NullOr(UserId)
})
export type RevisionSummary = typeof RevisionSummary.Type

const Moment = Schema.String.check(
  Schema.makeFilter<string>((at) => !Number.isNaN(Date.parse(at)) || "must be a date and time with a zone")
)
/** Anything at all: what is wrong with it is the answer. `windows`: when rooms would be open. */
export const Examined = Schema.Struct({
  settings: Schema.Unknown,
  bank: Schema.Unknown,
  windows: Schema.optionalKey(
    Schema.Array(Schema.Struct({ opens_at: Moment, closes_at: Schema.NullOr(Moment) })).check(Schema.isMaxLength(100))
  )
})
export const Examination = Schema.Struct({ valid: Schema.Boolean, findings: Schema.Array(Finding) })

const Seed = Schema.String.check(Schema.isPattern(/^[0-9a-f]{64}$/))
/** `seed` is 64 hexadecimal digits; drawn where it is left out. */
export const PreviewAsked = Schema.Struct({
  seed: Schema.optionalKey(Seed),
  answers: Schema.optionalKey(Schema.Record(QuestionId, Response))
})
/** A paper as a learner with this seed would get it, what these answers would earn, and the key to it. */
export const Preview = Schema.Struct({
  revision: Schema.Int,
  seed: Seed,
  paper: Paper,
  grade: Schema.Struct({
    questions: Schema.Record(QuestionId, QuestionGrade),
    awarded: Exact,
    outOf: Decimal,
    score: Decimal,
    passed: Schema.Boolean
  }),
  key: Schema.Array(AuthoredQuestion)
})
