/** What the crash bench tells its generator, and what it hears from it. */
import { Schema } from "effect"

export const Job = Schema.Struct({
  port: Schema.Int,
  ledger: Schema.String,
  seed: Schema.Int,
  courseId: Schema.Int,
  moduleId: Schema.Int,
  assessmentId: Schema.Int,
  tokens: Schema.Array(Schema.String),
  /** Commands each learner keeps under way while answering. */
  underWay: Schema.Int,
  /** Answers per attempt, before it is handed in and the next one started. */
  answers: Schema.Int
})
export type Job = typeof Job.Type

/** A learner's first acknowledgement after losing the connection, and what was unanswered when it was lost. */
export const Recovered = Schema.Struct({ at: Schema.Number, inFlight: Schema.Int })

export const Finished = Schema.Struct({
  acked: Schema.Int,
  /** What must not happen at all, as sentences; the first few of so many. */
  errors: Schema.Int,
  examples: Schema.Array(Schema.String)
})
export type Finished = typeof Finished.Type
