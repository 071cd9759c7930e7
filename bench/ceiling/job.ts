/** What the ceiling bench tells a generator, and what it hears from it. */
import { Schema } from "effect"

export const Job = Schema.Struct({
  port: Schema.Int,
  /** Against Stoa the attempts are created and begun first; the baselines take anything. */
  target: Schema.Literals(["baseline", "stoa"]),
  courseId: Schema.Int,
  assessmentId: Schema.Int,
  tokens: Schema.Array(Schema.String),
  /** Answers that each connection always has on the way. */
  underWay: Schema.Int,
  warmUpMs: Schema.Int,
  measureMs: Schema.Int
})
export type Job = typeof Job.Type

export const Finding = Schema.Struct({
  acked: Schema.Int,
  refused: Schema.Int,
  publications: Schema.Int,
  elapsedMs: Schema.Number,
  generatorCpuUs: Schema.Number
})
export type Finding = typeof Finding.Type
