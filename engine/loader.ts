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
    const over = (): void => {
      this.#running--
      this.#start()
    }
    this.#try(batch, (loaded) => {
      if (loaded === undefined) return this.#split(batch, over)
      answer(batch, loaded)
      over()
    })
  }

  /**
   * One actor whose rows can't be read fails the whole question, and the others must not suffer for it. So a batch that
   * failed is asked for again in halves; when both fail, storage is away rather than one actor broken, and asking on
   * would only add to its troubles.
   */
  #split(batch: ReadonlyArray<Wanted>, over: () => void): void {
    const half = batch.length >> 1
    const [first, second] = [batch.slice(0, half), batch.slice(half)]
    if (half === 0) {
      answer(second, undefined)
      return over()
    }
    this.#try(first, (ofFirst) =>
      this.#try(second, (ofSecond) => {
        const away = ofFirst === undefined && ofSecond === undefined
        if (away || ofFirst !== undefined) answer(first, ofFirst)
        if (away || ofSecond !== undefined) answer(second, ofSecond)
        if (away || (ofFirst !== undefined && ofSecond !== undefined)) over()
        else this.#split(ofFirst === undefined ? first : second, over)
      })
    )
  }

  #try(batch: ReadonlyArray<Wanted>, then: (loaded: ReadonlyMap<ActorKey, Loaded> | undefined) => void): void {
    Effect.runFork(this.#load(batch.map(({ key }) => key))).addObserver((exit) => {
      then(Exit.isSuccess(exit) ? new Map(exit.value.map((loaded) => [loaded.actor, loaded])) : undefined)
    })
  }
}

const answer = (batch: ReadonlyArray<Wanted>, loaded: ReadonlyMap<ActorKey, Loaded> | undefined): void => {
  for (const { key, done } of batch) done(loaded?.get(key))
}
