/** What the exam bench tells its two processes, the takers and the wall's watcher, and what it hears from them. */
import { Schema } from "effect"

export const TakersJob = Schema.Struct({
  port: Schema.Int,
  courseId: Schema.Int,
  moduleId: Schema.Int,
  assessmentId: Schema.Int,
  sittingId: Schema.Int,
  tokens: Schema.Array(Schema.String),
  /** The last deadline. */
  bell: Schema.Int,
  /** When the first of them begins, and over how long they all do; absent: each as soon as they may. */
  begins: Schema.optionalKey(Schema.Struct({ at: Schema.Int, overMs: Schema.Int })),
  /** How many of them answer around the bell; the others sit still, and nobody hands in. */
  answering: Schema.Int
})
export type TakersJob = typeof TakersJob.Type

/** One attempt per learner, with the deadline it was told at its beginning. */
export const Sat = Schema.Array(Schema.Struct({ attemptId: Schema.Int, deadline: Schema.NullOr(Schema.Int) }))
export type Sat = typeof Sat.Type

/**
 * What became of one answer. `savedAt` is the server's receive time, absent where it gave none; `sentAt` the sender's own
 * clock. `refused` has the code.
 */
export const Answered = Schema.Struct({
  attemptId: Schema.Int,
  sentAt: Schema.Number,
  outcome: Schema.Literals(["counted", "late", "refused", "unanswered"]),
  savedAt: Schema.optionalKey(Schema.Int),
  code: Schema.optionalKey(Schema.String)
})
export type Answered = typeof Answered.Type

export const TakersFinding = Schema.Struct({
  /** By attempt: when its taker's own subscription first showed it ended, by this process's clock. */
  ends: Schema.Array(Schema.Struct({ attemptId: Schema.Int, shownAt: Schema.Number })),
  answers: Schema.Array(Answered),
  /** What must not happen, as sentences: gaps, cut connections, a counted answer that the view has lost. */
  errors: Schema.Int,
  examples: Schema.Array(Schema.String)
})
export type TakersFinding = typeof TakersFinding.Type

export const WallJob = Schema.Struct({
  url: Schema.String,
  email: Schema.String,
  password: Schema.String,
  sittingId: Schema.Int
})
export type WallJob = typeof WallJob.Type

/** A row of the wall as the SDK applied it: the attempt, its sequence, and when, by this process's clock. */
export const WallFinding = Schema.Struct({
  applied: Schema.Array(Schema.Struct({ attemptId: Schema.Int, seq: Schema.Int, at: Schema.Number })),
  frames: Schema.Int,
  errors: Schema.Int,
  examples: Schema.Array(Schema.String)
})
export type WallFinding = typeof WallFinding.Type
