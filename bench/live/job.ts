/** What the live bench tells its generator, and what it hears from it. */
import { Schema } from "effect"

export const Job = Schema.Struct({
  port: Schema.Int,
  ledger: Schema.String,
  seed: Schema.Int,
  courseId: Schema.Int,
  moduleId: Schema.Int,
  assessmentId: Schema.Int,
  sittingId: Schema.Int,
  tokens: Schema.Array(Schema.String),
  proctor: Schema.String,
  instructor: Schema.String,
  warmUpMs: Schema.Int,
  measureMs: Schema.Int
})
export type Job = typeof Job.Type

export const Finding = Schema.Struct({
  connected: Schema.Int,
  /** Durable commands that were due in the measured time, and those of them that were acknowledged. */
  offered: Schema.Int,
  acked: Schema.Int,
  /** Refused, unanswered, or cut off, and gaps in what was shown. */
  errors: Schema.Int,
  examples: Schema.Array(Schema.String),
  elapsedMs: Schema.Number,
  generatorCpuUs: Schema.Number,
  /** Latencies from the instant at which a command was due, in milliseconds. */
  p50Ms: Schema.Number,
  p95Ms: Schema.Number,
  p99Ms: Schema.Number,
  maxMs: Schema.Number,
  /** How late the generator itself sent, contained in the above. */
  lateP99Ms: Schema.Number,
  publications: Schema.Int,
  feedFrames: Schema.Int,
  refreshed: Schema.Int
})
export type Finding = typeof Finding.Type
