/** An engine that serves nothing and is in the condition it is told to be in, for what only looks at that condition. */
import { Effect } from "effect"
import { Engine, type EngineStatus } from "../engine/engine.ts"
import { instant } from "../protocol/time.ts"

export const fit: EngineStatus = {
  ready: true,
  openSlots: 128,
  cells: 0,
  watchers: 0,
  queuedCommands: 0,
  clockHealthy: true,
  storageFull: false,
  timesStorageFull: 0,
  parkedReactions: 0,
  parkedAlarms: 0
}

export const engineIn = (status: () => EngineStatus) =>
  Engine.of({
    submit: () => {},
    watch: () => {},
    renew: () => undefined,
    watchFeed: () => {},
    renewFeed: () => undefined,
    beat: () => {},
    gone: () => {},
    now: () => instant(0),
    status,
    drain: Effect.void
  })
