/** What connections share: the engine behind them, what they count in, and the means to sign and verify. */
import type { Result } from "effect"
import type { Engine } from "../../engine/engine.ts"
import type { Refusal } from "../../protocol/errors.ts"
import type { ActorType } from "../../protocol/ids.ts"
import type { Audit } from "../audit.ts"
import type { Verified } from "../auth/tokens.ts"
import type { Policy } from "../policy.ts"
import type { Buckets } from "./bucket.ts"
import type { LiveCounters } from "./counters.ts"
import type { Digest } from "./digest.ts"
import type { Receipts } from "./receipts.ts"
import type { Rooms } from "./rooms.ts"
import type { LiveSettings } from "./settings.ts"

/** What the gateway has to know of a type of actor. */
export interface AddressedActor {
  readonly decode: (command: unknown) => Result.Result<{ readonly _tag: string }, Refusal>
  readonly urgent: ReadonlySet<string>
  readonly audiences: ReadonlyArray<string>
}

export interface Gate {
  readonly actors: Readonly<Record<ActorType, AddressedActor>>
  readonly policy: Policy
  readonly engine: Engine["Service"]
  readonly rooms: Rooms["Service"]
  readonly receipts: Receipts["Service"]
  readonly audit: typeof Audit.Service
  readonly digest: typeof Digest.Service
  readonly settings: LiveSettings
  readonly counters: LiveCounters
  readonly accounts: Buckets
  readonly verify: (token: string, done: (answer: Verified | Refusal) => void) => void
  /** Milliseconds on a clock that never runs backwards; for durations only. */
  readonly monotonic: () => number
  readonly isDraining: () => boolean
  /** For the log, where somebody asked for that much. */
  readonly debug: (what: string, details: Readonly<Record<string, unknown>>) => void
  /** Something failed here that should not have: told to the operator, never to the client. */
  readonly fault: (about: string, cause: unknown) => void
}
