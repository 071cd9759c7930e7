/** What the rest bench tells its generator, and what it hears from it. */
import { Schema } from "effect"

export const Job = Schema.Struct({
  port: Schema.Int,
  seed: Schema.Int,
  /** Of people who are enrolled in `courseId`. */
  tokens: Schema.Array(Schema.String),
  courseId: Schema.Int,
  moduleId: Schema.Int,
  /** Courses that are looked at. */
  courses: Schema.Array(Schema.Int),
  /** Requests a second, due at even distances whatever becomes of them. */
  rate: Schema.Int,
  warmUpMs: Schema.Int,
  measureMs: Schema.Int
})
export type Job = typeof Job.Type

export const Finding = Schema.Struct({
  offered: Schema.Int,
  answered: Schema.Int,
  /** Answers other than 2xx, and those that never came. */
  errors: Schema.Int,
  examples: Schema.Array(Schema.String),
  elapsedMs: Schema.Number,
  generatorCpuUs: Schema.Number,
  /** From the instant at which a request was due. */
  p50Ms: Schema.Number,
  p95Ms: Schema.Number,
  p99Ms: Schema.Number
})
export type Finding = typeof Finding.Type
