/** Placement for one node and no network: every slot is here. What simulations and tests of the engine run on. */
import { Effect, Layer } from "effect"
import * as OpenSlots from "./open-slots.ts"
import { Placement, type SlotOpener, Unplaced } from "./placement.ts"

export const layer: Layer.Layer<Placement, never, SlotOpener> = Layer.effect(
  Placement,
  Effect.gen(function* () {
    const slots = yield* OpenSlots.OpenSlots
    yield* Effect.forEach(OpenSlots.slotIds, slots.hold, { discard: true })
    return {
      local: slots.local,
      forward: (id, request) =>
        Effect.suspend(() => {
          const slot = slots.local(id)
          if (slot === undefined) return Effect.fail(new Unplaced({ slot: id, message: `slot ${id} is being opened` }))
          return slot.handle(request)
        }),
      reopen: slots.reopen,
      ready: Effect.forEach(OpenSlots.slotIds, slots.whenOpen, { concurrency: "unbounded", discard: true }),
      openSlots: slots.count
    }
  })
).pipe(Layer.provide(OpenSlots.layer))
