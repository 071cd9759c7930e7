/** Effect's clock, with its hands in the world's hands. */
import { type Clock, Duration, Effect } from "effect"
import type { World } from "./world.ts"

export const clockOf = (world: World): Clock.Clock => ({
  currentTimeMillisUnsafe: () => world.now(),
  currentTimeMillis: Effect.sync(() => world.now()),
  currentTimeNanosUnsafe: () => BigInt(world.now()) * 1_000_000n,
  currentTimeNanos: Effect.sync(() => BigInt(world.now()) * 1_000_000n),
  monotonicTimeNanosUnsafe: () => BigInt(world.now()) * 1_000_000n,
  monotonicTimeNanos: Effect.sync(() => BigInt(world.now()) * 1_000_000n),
  sleep: (duration) =>
    Effect.callback<void>((resume) => {
      const cancel = world.after(Duration.toMillis(duration), () => resume(Effect.void))
      return Effect.sync(cancel)
    })
})
