/**
 * Brings actors from the journal into memory. Loads are gathered into batches and only so many batches run at once,
 * because a thousand learners who come back after an outage would otherwise ask the database a thousand questions at
 * once; running exams go first, because their clocks are running.
 */
import { Effect, Exit } from "effect"
import type { ActorKey } from "../protocol/ids.ts"
import type { Journal, Loaded } from "./journal.ts"

type Wanted = { readonly key: ActorKey; readonly done: (loaded: Loaded | undefined) => void }

const batchSize = 64
const batchesAtOnce = 4

export class Loader {
  readonly #load: Journal["Service"]["load"]
  readonly #soon: (run: () => void) => void
  #exams: Array<Wanted> = []
  #others: Array<Wanted> = []
  #running = 0
  #scheduled = false

  constructor(load: Journal["Service"]["load"], soon: (run: () => void) => void) {
    this.#load = load
    this.#soon = soon
  }

  get waiting(): number {
    return this.#exams.length + this.#others.length
  }

  /** `done` gets what is durable of the actor, or `undefined` when storage could not be asked. */
  load(key: ActorKey, done: (loaded: Loaded | undefined) => void): void {
    const queue = key.startsWith("attempt/") || key.startsWith("exam/") ? this.#exams : this.#others
    queue.push({ key, done })
    if (this.#scheduled) return
    this.#scheduled = true
    this.#soon(() => {
      this.#scheduled = false
      this.#start()
    })
  }

  #start(): void {
    while (this.#running < batchesAtOnce && this.waiting > 0) this.#startBatch(this.#take())
  }

  #take(): ReadonlyArray<Wanted> {
    const exams = this.#exams.splice(0, batchSize)
    return [...exams, ...this.#others.splice(0, batchSize - exams.length)]
  }

  #startBatch(batch: ReadonlyArray<Wanted>): void {
    this.#running++
    Effect.runFork(this.#load(batch.map(({ key }) => key))).addObserver((exit) => {
      this.#running--
      const loaded = new Map(Exit.isSuccess(exit) ? exit.value.map((one) => [one.actor, one]) : [])
      for (const { key, done } of batch) done(loaded.get(key))
      this.#start()
    })
  }
}
