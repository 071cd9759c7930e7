import { Deferred, Effect, Exit, Layer, Scope } from "effect"
import { TestClock } from "effect/testing"
import { describe, expect, it } from "vitest"
import { StorageUnavailable } from "../../engine/journal.ts"
import * as Local from "../../engine/placement/local.ts"
import { Placement, SlotOpener, Unplaced } from "../../engine/placement/placement.ts"
import { slotCount } from "../../engine/slot-of.ts"

/** An engine that only counts: each opening of a slot gets the next epoch, and the closing is written down. */
class Openings {
  readonly epochs = new Map<number, number>()
  readonly closed: Array<string> = []
  /** Slots whose opening fails, and how often still. */
  readonly failing = new Map<number, number>()

  readonly layer = Layer.succeed(SlotOpener, {
    open: (id) =>
      Effect.gen({ self: this }, function* () {
        const failures = this.failing.get(id) ?? 0
        this.failing.set(id, failures - 1)
        if (failures > 0) return yield* Effect.fail(new StorageUnavailable({ message: "the database is away" }))
        const epoch = (this.epochs.get(id) ?? 0) + 1
        this.epochs.set(id, epoch)
        yield* Effect.addFinalizer(() => Effect.sync(() => this.closed.push(`${id}@${epoch}`)))
        return { id, handle: (request: string) => Effect.succeed(`${request} at ${id}@${epoch}`) }
      })
  })
}

const run = <A, E>(openings: Openings, program: Effect.Effect<A, E, Placement>): Promise<A> =>
  Effect.runPromise(
    program.pipe(Effect.provide(Local.layer.pipe(Layer.provide(openings.layer))), Effect.provide(TestClock.layer()))
  )

describe("slots held open", () => {
  it("is ready when every slot is open, and finds each in its table", () =>
    run(
      new Openings(),
      Effect.gen(function* () {
        const placement = yield* Placement
        yield* placement.ready
        expect(placement.openSlots()).toBe(slotCount)
        expect(placement.local(127)?.id).toBe(127)
        expect(placement.local(slotCount)).toBeUndefined()
        expect(yield* placement.forward(5, "ping")).toBe("ping at 5@1")
      })
    ))

  it("closes every slot with its scope", async () => {
    const openings = new Openings()
    await run(
      openings,
      Effect.gen(function* () {
        yield* (yield* Placement).ready
        expect(openings.closed).toEqual([])
      })
    )
    expect(openings.closed).toHaveLength(slotCount)
  })

  it("reopens one slot under its next epoch, after the old one is closed, and leaves the others alone", () => {
    const openings = new Openings()
    return run(
      openings,
      Effect.gen(function* () {
        const placement = yield* Placement
        yield* placement.ready
        placement.reopen(9)
        yield* TestClock.adjust("1 millis")
        expect(openings.closed).toEqual(["9@1"])
        expect(yield* placement.forward(9, "ping")).toBe("ping at 9@2")
        expect(placement.openSlots()).toBe(slotCount)
      })
    )
  })

  it("tries again when the database is away, and says meanwhile that the slot is nowhere", () => {
    const openings = new Openings()
    openings.failing.set(3, 4)
    return run(
      openings,
      Effect.gen(function* () {
        const placement = yield* Placement
        yield* TestClock.adjust("1 millis")
        expect(placement.openSlots()).toBe(slotCount - 1)
        expect(yield* Effect.flip(placement.forward(3, "ping"))).toBeInstanceOf(Unplaced)
        yield* TestClock.adjust("1 second")
        yield* placement.ready
        expect(placement.local(3)?.id).toBe(3)
      })
    )
  })

  it("hides a slot before its finalizers run", () => {
    const scope = Scope.makeUnsafe()
    const seen = Deferred.makeUnsafe<boolean>()
    const layer = Local.layer.pipe(
      Layer.provide(
        Layer.effect(
          SlotOpener,
          Effect.sync(() => ({
            open: (id: number) =>
              Effect.gen(function* () {
                yield* Effect.addFinalizer(() =>
                  Effect.sync(() => {
                    if (id === 0) Deferred.doneUnsafe(seen, Effect.succeed(found()))
                  })
                )
                return { id, handle: Effect.succeed }
              })
          }))
        )
      )
    )
    let found = (): boolean => true
    return Effect.runPromise(
      Effect.gen(function* () {
        const context = yield* Layer.buildWithScope(layer, scope)
        const placement = yield* Effect.provide(Placement, context)
        found = () => placement.local(0) !== undefined
        yield* placement.ready
        yield* Scope.close(scope, Exit.void)
        expect(yield* Deferred.await(seen)).toBe(false)
      })
    )
  })
})
