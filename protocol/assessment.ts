/**
 * Questions, papers and responses on the wire. An authored question carries its key; a paper's question does not:
 * the two are different Schemas, so that a key cannot slip into a paper by omission.
 */
import { Effect, Schema } from "effect"
import { ModuleId, OptionId, QuestionId } from "./ids.ts"
import { line, text } from "./text.ts"
import { Millis } from "./time.ts"

/** An exact decimal in its canonical text (G0): marks, tolerances and scores are never binary floating point. */
export const Decimal = Schema.String.check(Schema.isPattern(/^-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,18})?$/)).pipe(
  Schema.brand("Decimal")
)
export type Decimal = typeof Decimal.Type

export const Option = Schema.Struct({ id: OptionId, text: line(2_000) })

const asked = { id: QuestionId, prompt: line(10_000), marks: Decimal }
const choices = Schema.Array(Option).check(Schema.isBetweenLength(2, 50))

// What the learner sees
export const SingleQuestion = Schema.Struct({ kind: Schema.Literal("single"), ...asked, options: choices })
export const MultipleQuestion = Schema.Struct({ kind: Schema.Literal("multiple"), ...asked, options: choices })
export const TrueFalseQuestion = Schema.Struct({ kind: Schema.Literal("true_false"), ...asked })
export const NumericQuestion = Schema.Struct({ kind: Schema.Literal("numeric"), ...asked, unit: Schema.optionalKey(text(40)) })
export const TextQuestion = Schema.Struct({ kind: Schema.Literal("text"), ...asked })
export const PaperQuestion = Schema.Union([SingleQuestion, MultipleQuestion, TrueFalseQuestion, NumericQuestion, TextQuestion])
export type PaperQuestion = typeof PaperQuestion.Type

const headed = { title: line(255), instructions: Schema.optionalKey(text(10_000)) }

/** Questions of a paper that stand under one heading, in their order. */
export const PaperSection = Schema.Struct({ ...headed, questions: Schema.Array(QuestionId) })

/**
 * A paper as drawn and stored whole (G9); questions and options in the order in which they are shown. Where its bank has
 * sections, each question is in one, and they follow each other as the questions do. A paper is kept under a hash of what it
 * says: one without sections has no such field, and keeps its name.
 */
export const Paper = Schema.Struct({
  locale: Schema.Literals(["en", "de"]),
  questions: Schema.Array(PaperQuestion),
  sections: Schema.optionalKey(Schema.Array(PaperSection))
})
export type Paper = typeof Paper.Type

// What the author writes
const explained = { explanation: Schema.optionalKey(text(10_000)), shuffle: Schema.optionalKey(Schema.Boolean) }

export const Tolerance = Schema.Struct({ kind: Schema.Literals(["absolute", "relative", "geometric"]), t: Decimal })
export type Tolerance = typeof Tolerance.Type

export const NumericKey = Schema.Union([
  Schema.Struct({ value: Decimal, tolerance: Schema.optionalKey(Tolerance) }),
  Schema.Struct({ from: Decimal, to: Decimal })
])
export const TextKey = Schema.Struct({
  accepted: Schema.Array(Schema.Struct({ match: Schema.Literals(["exact", "pattern"]), value: line(500) })).check(
    Schema.isBetweenLength(1, 50)
  ),
  caseSensitive: Schema.Boolean
})

export const AuthoredQuestion = Schema.Union([
  Schema.Struct({ ...SingleQuestion.fields, ...explained, correct: OptionId }),
  /** `negative`: wrong choices may push the question's score below zero (G1). */
  Schema.Struct({
    ...MultipleQuestion.fields,
    ...explained,
    correct: Schema.Array(OptionId).check(Schema.isMinLength(1)),
    negative: Schema.optionalKey(Schema.Boolean)
  }),
  Schema.Struct({ ...TrueFalseQuestion.fields, ...explained, correct: Schema.Boolean }),
  Schema.Struct({ ...NumericQuestion.fields, ...explained, correct: NumericKey }),
  Schema.Struct({ ...TextQuestion.fields, ...explained, correct: TextKey })
])
export type AuthoredQuestion = typeof AuthoredQuestion.Type

/** A pool: `pick` questions of those named, by the attempt's seed. */
export const Pool = Schema.Struct({
  name: line(100),
  questions: Schema.Array(QuestionId).check(Schema.isMinLength(1)),
  pick: Schema.Int.check(Schema.isGreaterThanOrEqualTo(1))
})
export type Pool = typeof Pool.Type

/** Pools under one heading, by their names. Questions are shuffled within their section only. */
export const Section = Schema.Struct({ ...headed, pools: Schema.Array(Pool.fields.name).check(Schema.isMinLength(1)) })
export type Section = typeof Section.Type

export const AssessmentType = Schema.Literals(["quiz", "exam", "practice"])
export type AssessmentType = typeof AssessmentType.Type

/** Of one bank. */
export const mostQuestions = 2_000

/** What an author sets; stored as JSON in `assessments.questions` with the bank. */
export const Bank = Schema.Struct({
  locale: Schema.Literals(["en", "de"]),
  questions: Schema.Array(AuthoredQuestion).check(Schema.isBetweenLength(1, mostQuestions)),
  pools: Schema.Array(Pool).check(Schema.isMinLength(1)),
  /** In order. Absent: no headings. */
  sections: Schema.optionalKey(Schema.Array(Section).check(Schema.isBetweenLength(1, 100))),
  shuffleQuestions: Schema.Boolean
})
export type Bank = typeof Bank.Type

/** Written without it by authors who don't need it, and in what was stored before there was such a setting. */
const absentIs = <S extends Schema.Top>(setting: S, value: S["Encoded"]) =>
  setting.pipe(Schema.withDecodingDefaultKey(Effect.succeed(value)))

export const AssessmentSettings = Schema.Struct({
  type: AssessmentType,
  title: line(255),
  /** Per cent of the total marks, compared exactly. */
  passMark: Decimal,
  timeLimit: Schema.NullOr(Millis),
  maxAttempts: Schema.NullOr(Schema.Int),
  /** May the learner see questions, answers and explanations after grading? */
  review: Schema.Boolean,
  /** Which attempt counts (S8). */
  counted: Schema.Literals(["best", "last", "first", "average"]),
  /** From the end of one attempt to the start of the next, at least. */
  spacing: absentIs(Schema.NullOr(Millis), null),
  /** Modules to be completed first. */
  prerequisites: absentIs(Schema.Array(ModuleId).check(Schema.isMaxLength(100)), []),
  /** What a learner has to consent to before the start. */
  consent: absentIs(Schema.NullOr(line(10_000)), null)
})
export type AssessmentSettings = typeof AssessmentSettings.Type

// What the learner answers
export const Response = Schema.Union([
  Schema.Struct({ kind: Schema.Literal("single"), option: OptionId }),
  Schema.Struct({ kind: Schema.Literal("multiple"), options: Schema.Array(OptionId).check(Schema.isMaxLength(50)) }),
  Schema.Struct({ kind: Schema.Literal("true_false"), value: Schema.Boolean }),
  Schema.Struct({ kind: Schema.Literal("numeric"), text: text(100) }),
  Schema.Struct({ kind: Schema.Literal("text"), text: text(2_000) })
])
export type Response = typeof Response.Type
