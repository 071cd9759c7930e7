/**
 * What keeps a module closed: its release date, and modules that come before it. A module that is complete stays open,
 * whatever was set since. Read by the actor of its state and by REST of the view, which say the same.
 */
import { refuse, type Refusal } from "../../protocol/errors.ts"
import type { Instant } from "../../protocol/time.ts"

export interface Gated {
  readonly title: string
  readonly completedAt?: Instant | null | undefined
  readonly releaseAt?: Instant | null | undefined
  /** Modules of the same version. */
  readonly prerequisites?: ReadonlyArray<number> | undefined
}

export const closed = (
  modules: Readonly<Record<string, Gated>>,
  module: Gated,
  now: Instant,
  field: string
): Refusal | undefined => {
  if (module.completedAt != null) return undefined
  if (module.releaseAt != null && module.releaseAt > now) {
    return refuse("not_released", { field, retryAfterMs: module.releaseAt - now })
  }
  const missing = (module.prerequisites ?? []).flatMap((id) => {
    const before = modules[id]
    return before === undefined || before.completedAt != null ? [] : [`“${before.title}”`]
  })
  if (missing.length === 0) return undefined
  const message = `To be completed first: ${missing.join(", ")}. Complete what is missing, then come back.`
  return refuse("prerequisites_missing", { field, message })
}
