/**
 * After the exam: what is decided about an attempt by people, and how the learner answers. A verdict takes two: one
 * proposes, another confirms. It can be reversed by an appeal, and what followed from it follows back (S7).
 */
import { Schema } from "effect"
import { QuestionId, UserId } from "./ids.ts"
import { Reason } from "./proctoring.ts"
import { line } from "./text.ts"
import { Instant, Millis } from "./time.ts"

export const Verdict = Schema.Literals(["verified", "rejected"])
export type Verdict = typeof Verdict.Type

/** By whoever watches: something to look at afterwards. */
export const Flag = Schema.TaggedStruct("Flag", { note: Reason })
/** Its number in the view. */
export const FlagReply = Schema.Struct({ flag: Schema.Int })
export type FlagReply = typeof FlagReply.Type
export const Unflag = Schema.TaggedStruct("Unflag", { flag: Schema.Int, reason: Reason })
/** T7: whether late answers to a question count. */
export const DecideLate = Schema.TaggedStruct("DecideLate", { question: QuestionId, accept: Schema.Boolean, reason: Reason })
/** S3, T9: back to in progress before a verdict, with so much time. */
export const Reopen = Schema.TaggedStruct("Reopen", {
  ms: Millis.check(Schema.isBetween({ minimum: 1_000, maximum: 24 * 3_600_000 })),
  reason: Reason
})
/** An administrator: as if it had not been sat. */
export const Void = Schema.TaggedStruct("Void", { reason: Reason })
export const RequestReview = Schema.TaggedStruct("RequestReview", { reason: Reason })
export const ProposeVerdict = Schema.TaggedStruct("ProposeVerdict", { verdict: Verdict, reason: Reason })
/** By another than who proposed it, where the sitting asks for two. */
export const ConfirmVerdict = Schema.TaggedStruct("ConfirmVerdict", { verdict: Verdict, reason: Schema.optionalKey(Reason) })
/** Back to the first reviewer. */
export const ReturnVerdict = Schema.TaggedStruct("ReturnVerdict", { reason: Reason })

export const CaseCommand = Schema.Union([
  Flag,
  Unflag,
  DecideLate,
  Reopen,
  Void,
  RequestReview,
  ProposeVerdict,
  ConfirmVerdict,
  ReturnVerdict
])
export type CaseCommand = typeof CaseCommand.Type

/** By the learner, against a rejection, once and for two weeks: puts it under review again, before other eyes. */
export const Appeal = Schema.TaggedStruct("Appeal", { text: line(5_000) })

export const ProposalView = Schema.Struct({ verdict: Verdict, by: UserId, reason: Schema.String, at: Instant })
export type ProposalView = typeof ProposalView.Type
/** Learners see what and why, not who. */
export const VerdictView = Schema.Struct({
  verdict: Verdict,
  reason: Schema.String,
  at: Instant,
  by: Schema.optionalKey(Schema.Array(UserId))
})
export type VerdictView = typeof VerdictView.Type
export const AppealView = Schema.Struct({
  /** Absent after the learner's words were erased. */
  text: Schema.optionalKey(Schema.String),
  at: Instant,
  decision: Schema.Literals(["awaiting", "upheld", "dismissed"])
})
export type AppealView = typeof AppealView.Type
