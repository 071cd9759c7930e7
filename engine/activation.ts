/**
 * The cells of a slot, in memory or on their way there. Whoever needs an actor that is not there waits for one load, however
 * many they are. What can't be read is told to all of them, and kept by nobody.
 */
import { Effect, Exit, Stream } from "effect"
import { type Refusal, refuse } from "../protocol/errors.ts"
import { type ActorKey, type ActorRef, actorKey } from "../protocol/ids.ts"
import type { Cell } from "./cell.ts"
import type { Journal, Loaded } from "./journal.ts"
import { type Lane, unavailable } from "./lane.ts"
import type { Loader } from "./loader.ts"

export interface ActivationHost {
  readonly lane: Lane
  readonly loader: Loader
  readonly journal: Journal["Service"]
  /** A cell with what was loaded; throws when that can't be read. */
  readonly restored: (ref: ActorRef, loaded: Loaded) => Cell
  /** The cell is in memory, and nobody has used it yet. */
  readonly activated: (cell: Cell) => void
  readonly broken: (actor: ActorKey, error: unknown) => void
  readonly snapshotUnreadable: (actor: ActorKey, seq: number, error: unknown) => void
}

interface Waiter {
  readonly use: (cell: Cell) => void
  readonly fail: (refusal: Refusal) => void
}

export class Activation {
  readonly #host: ActivationHost
  readonly #cells = new Map<ActorKey, Cell>()
  readonly #loading = new Map<ActorKey, Array<Waiter>>()
  #open = true

  constructor(host: ActivationHost) {
    this.#host = host
  }

  get size(): number {
    return this.#cells.size
  }

  /** The cell, if it is in memory. */
  get(key: ActorKey): Cell | undefined {
    return this.#cells.get(key)
  }

  /** Those in memory at this moment: they may be dropped meanwhile. */
  all(): ReadonlyArray<Cell> {
    return [...this.#cells.values()]
  }

  /** How many wait for this actor to be loaded. */
  waitingFor(key: ActorKey): number {
    return this.#loading.get(key)?.length ?? 0
  }

  forget(cell: Cell): void {
    if (this.#cells.get(cell.key) === cell) this.#cells.delete(cell.key)
  }

  /** At once with a cell in memory, later with one that has to be loaded. */
  with(ref: ActorRef, fail: Waiter["fail"], use: Waiter["use"]): void {
    if (!this.#open) return fail(unavailable)
    const key = actorKey(ref)
    const cell = this.#cells.get(key)
    if (cell !== undefined) return use(cell)
    const waiting = this.#loading.get(key)
    if (waiting !== undefined) {
      waiting.push({ use, fail })
      return
    }
    this.#loading.set(key, [{ use, fail }])
    this.#host.lane.afterCurrent(() => this.#load(ref, key))
  }

  /** Lets everything go. Whoever waits is told to try again. */
  close(): void {
    this.#open = false
    for (const cell of this.all()) cell.drop()
    const loading = [...this.#loading]
    this.#loading.clear()
    for (const [key, waiting] of loading) this.#tell(key, waiting, ({ fail }) => fail(unavailable))
  }

  #load(ref: ActorRef, key: ActorKey): void {
    this.#host.loader.load(key, (loaded) => {
      if (!this.#open) return
      if (loaded === undefined) return this.#failed(key, unavailable)
      try {
        this.#loaded(key, this.#host.restored(ref, loaded))
      } catch (error) {
        if (loaded.snapshot === undefined) return this.#broken(key, error)
        this.#host.snapshotUnreadable(key, loaded.snapshot.seq, error)
        this.#replay(ref, key)
      }
    })
  }

  /** A snapshot is only a shorter way: the journal has everything. */
  #replay(ref: ActorRef, key: ActorKey): void {
    Effect.runFork(Stream.runCollect(this.#host.journal.read({ actor: key, after: 0 }))).addObserver((exit) => {
      if (!this.#open) return
      if (!Exit.isSuccess(exit)) return this.#failed(key, unavailable)
      try {
        this.#loaded(key, this.#host.restored(ref, { actor: key, snapshot: undefined, tail: exit.value }))
      } catch (error) {
        this.#broken(key, error)
      }
    })
  }

  #broken(key: ActorKey, error: unknown): void {
    this.#host.broken(key, error)
    this.#failed(key, refuse("internal"))
  }

  #failed(key: ActorKey, refusal: Refusal): void {
    this.#tell(key, this.#waited(key), ({ fail }) => fail(refusal))
  }

  #loaded(key: ActorKey, cell: Cell): void {
    this.#cells.set(key, cell)
    this.#host.activated(cell)
    this.#tell(key, this.#waited(key), ({ use }) => use(cell))
  }

  #waited(key: ActorKey): ReadonlyArray<Waiter> {
    const waiting = this.#loading.get(key) ?? []
    this.#loading.delete(key)
    return waiting
  }

  /** One listener that throws must not keep the others from being answered. */
  #tell(key: ActorKey, waiting: ReadonlyArray<Waiter>, how: (waiter: Waiter) => void): void {
    for (const waiter of waiting) {
      try {
        how(waiter)
      } catch (error) {
        this.#host.broken(key, error)
      }
    }
  }
}
