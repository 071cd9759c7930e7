/** The slots this node has open. A slot is held open, and opened again when asked for, as long as its scope lives. */
import { Context, Deferred, Effect, Latch, Layer, Schedule, type Scope } from "effect"
import { slotCount } from "../slot-of.ts"
import { type Slot, SlotOpener } from "./placement.ts"

export const slotIds: ReadonlyArray<number> = Array.from({ length: slotCount }, (_, id) => id)

interface Place {
  slot: Slot | undefined
  reopening: Deferred.Deferred<void> | undefined
  readonly opened: Latch.Latch
}

export class OpenSlots extends Context.Service<
  OpenSlots,
  {
    /** Opens the slot and keeps it open until the scope ends. Answers at once; `whenOpen` tells when it is there. */
    readonly hold: (slot: number) => Effect.Effect<void, never, Scope.Scope>
    readonly local: (slot: number) => Slot | undefined
    readonly whenOpen: (slot: number) => Effect.Effect<void>
    readonly reopen: (slot: number) => void
    readonly count: () => number
  }
>()("stoa/engine/OpenSlots") {}

/** After 50, 100, 200 … ms, then every second. */
const retries = Schedule.min([Schedule.exponential("50 millis"), Schedule.spaced("1 second")])

export const layer: Layer.Layer<OpenSlots, never, SlotOpener> = Layer.effect(
  OpenSlots,
  Effect.gen(function* () {
    const opener = yield* SlotOpener
    const places = new Map<number, Place>(
      slotIds.map((id) => [id, { slot: undefined, reopening: undefined, opened: Latch.makeUnsafe(false) }])
    )
    const placeOf = (id: number): Place => {
      const place = places.get(id)
      if (place === undefined) throw new RangeError(`there is no slot ${id}`)
      return place
    }
    let count = 0

    const openOnce = (id: number) =>
      Effect.scoped(
        Effect.gen(function* () {
          const place = placeOf(id)
          const slot = yield* opener.open(id)
          const reopening = yield* Deferred.make<void>()
          yield* Effect.acquireRelease(
            Effect.sync(() => {
              count += 1
              place.slot = slot
              place.reopening = reopening
              place.opened.openUnsafe()
            }),
            // Registered last and so run first: nobody finds a slot that is being closed.
            () =>
              Effect.sync(() => {
                count -= 1
                place.slot = undefined
                place.reopening = undefined
                place.opened.closeUnsafe()
              })
          )
          yield* Deferred.await(reopening)
        })
      )

    const keepOpen = (id: number) =>
      openOnce(id).pipe(
        Effect.tapError((error) => Effect.logDebug(`slot ${id} could not be opened: ${error.message}`)),
        Effect.retry(retries),
        Effect.orDie,
        Effect.forever
      )

    return {
      hold: (id) => Effect.asVoid(Effect.forkScoped(keepOpen(id))),
      local: (id) => places.get(id)?.slot,
      whenOpen: (id) => placeOf(id).opened.await,
      reopen: (id) => {
        const reopening = placeOf(id).reopening
        if (reopening !== undefined) Deferred.doneUnsafe(reopening, Effect.void)
      },
      count: () => count
    }
  })
)
