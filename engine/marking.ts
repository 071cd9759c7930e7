/**
 * Marking beside the event loop: worker threads do it, and one that takes too long is ended with all it was doing. Whoever
 * asked for it asks again (S6).
 */
import { Worker } from "node:worker_threads"
import { Context, Duration, Effect, Layer, Schema, type Scope, Semaphore } from "effect"
import { GradeResult } from "../actors/attempt/contract.ts"
import type { GradeInput } from "../actors/attempt/grading.ts"
import { JobFailed } from "./jobs.ts"

/** One worker on a machine of two cores; the other core belongs to the event loop. */
const workers = 1
const patience = Duration.seconds(10)

const decodeAnswer = Schema.decodeUnknownSync(
  Schema.Struct({ id: Schema.Int, result: Schema.optionalKey(GradeResult), error: Schema.optionalKey(Schema.String) })
)

type Waiting = (answer: typeof GradeResult.Type | JobFailed) => void

/**
 * Compiled, the worker lies beside this file. From source, Node 20 does not give a thread the loader its process was
 * started with, so the thread registers it first.
 */
const newWorker = (): Worker => {
  if (!import.meta.url.endsWith(".ts")) return new Worker(new URL("./grading-worker.js", import.meta.url))
  const loader = JSON.stringify(import.meta.resolve("tsx/esm/api"))
  const program = JSON.stringify(new URL("./grading-worker.ts", import.meta.url).href)
  return new Worker(`import(${loader}).then(({ register }) => { register(); return import(${program}) })`, { eval: true })
}

/** A thread, started when it is first needed and again after it was ended. */
class Grader {
  #worker: Worker | undefined
  #next = 0
  readonly #waiting = new Map<number, Waiting>()

  grade(input: GradeInput, done: Waiting): () => void {
    const id = this.#next++
    this.#waiting.set(id, done)
    this.#running().postMessage({ id, input })
    return () => {
      if (this.#waiting.delete(id)) this.#end("grading took too long")
    }
  }

  stop(): void {
    this.#end("the engine is stopping")
  }

  #running(): Worker {
    if (this.#worker !== undefined) return this.#worker
    const worker = newWorker()
    worker.unref()
    worker.on("message", (message: unknown) => this.#answered(message))
    worker.on("error", (error) => this.#end(String(error)))
    this.#worker = worker
    return worker
  }

  #answered(message: unknown): void {
    const { id, result, error } = decodeAnswer(message)
    const done = this.#waiting.get(id)
    this.#waiting.delete(id)
    done?.(result ?? new JobFailed({ message: error ?? "the grader answered nothing" }))
  }

  #end(reason: string): void {
    const worker = this.#worker
    this.#worker = undefined
    void worker?.terminate()
    for (const done of this.#waiting.values()) done(new JobFailed({ message: reason }))
    this.#waiting.clear()
  }
}

type Mark = (input: GradeInput) => Effect.Effect<typeof GradeResult.Type, JobFailed>

/** Threads of its own, started when they are first needed. */
export const makeMarking: Effect.Effect<Mark, never, Scope.Scope> = Effect.gen(function* () {
  const graders = yield* Effect.acquireRelease(
    Effect.sync(() => Array.from({ length: workers }, () => new Grader())),
    (started) => Effect.sync(() => started.forEach((grader) => grader.stop()))
  )
  // Patience is for marking, not for waiting one's turn: five hundred papers that are handed in together are no fault.
  const turns = yield* Semaphore.make(workers)
  let turn = 0
  return (input) =>
    Effect.callback<typeof GradeResult.Type, JobFailed>((resume) => {
      const grader = graders[turn++ % graders.length]
      if (grader === undefined) return resume(Effect.fail(new JobFailed({ message: "there is no grader" })))
      const cancel = grader.grade(input, (answer) =>
        resume(answer instanceof JobFailed ? Effect.fail(answer) : Effect.succeed(answer))
      )
      return Effect.sync(cancel)
    }).pipe(
      Effect.timeoutOrElse({
        duration: patience,
        orElse: () => Effect.fail(new JobFailed({ message: "grading took too long" }))
      }),
      turns.withPermits(1)
    )
})

/** For authors who try a paper out: apart from exams, so that nobody's grade waits for a preview. */
export class TrialMarking extends Context.Service<TrialMarking, { readonly mark: Mark }>()("stoa/engine/TrialMarking") {
  static readonly layer = Layer.effect(
    TrialMarking,
    Effect.map(makeMarking, (mark) => TrialMarking.of({ mark }))
  )
}
