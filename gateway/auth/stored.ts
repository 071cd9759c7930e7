/** What accounts ask of storage: while it is away, the answer is to come back, and the operator hears of it. */
import { Effect } from "effect"
import type { StorageUnavailable } from "../../engine/journal.ts"
import { refuse, type Refusal } from "../../protocol/errors.ts"

export const stored = <A>(effect: Effect.Effect<A, StorageUnavailable>): Effect.Effect<A, Refusal> =>
  effect.pipe(
    Effect.tapError((error) => Effect.logWarning("Accounts could not be read or written", { message: error.message })),
    Effect.mapError(() => refuse("unavailable", { retryAfterMs: 1_000 }))
  )
