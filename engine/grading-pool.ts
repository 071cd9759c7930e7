/** Grading as the engine's job: papers and keys are loaded here and nowhere else; what is asked for again is marked again (S6). */
import { Effect, Layer, Schema } from "effect"
import { Facts } from "../actors/facts.ts"
import { gradeInput, GradeJob, gradedCommand } from "../actors/attempt/grading.ts"
import { JobFailed, Jobs } from "./jobs.ts"
import { makeMarking } from "./marking.ts"

const decodeJob = Schema.decodeUnknownEffect(GradeJob)

export const layer = Layer.effect(
  Jobs,
  Effect.gen(function* () {
    const facts = yield* Facts
    const mark = yield* makeMarking
    return Jobs.of({
      run: ({ input }) =>
        Effect.gen(function* () {
          const job = yield* decodeJob(input).pipe(Effect.mapError((error) => new JobFailed({ message: error.message })))
          const [paper, key] = yield* Effect.all([facts.paper(job.paperHash), facts.answerKey(job.paperHash)])
          return gradedCommand(job, yield* mark(gradeInput(job, paper, key)))
        })
    })
  })
)
