/**
 * How often a password or a code may be tried. Counted for an account and an address together, under the name that was
 * typed, whether there is such an account or not: a lock says nothing about accounts, and a stranger who guesses locks
 * nobody out but themselves. Only logging in asks here: what is open already, an exam's connection for one, goes on.
 */
import { Context, Effect, Layer } from "effect"
import { createHmac } from "node:crypto"
import { refuse, type Refusal } from "../../protocol/errors.ts"
import { Tries, type Trier } from "../../storage/catalogue/tries.ts"
import { addressName } from "../live/origin.ts"
import { passwordProfile } from "./password-profile.ts"
import { SigningKeys } from "./signing.ts"
import { stored } from "./stored.ts"

export class Lockout extends Context.Service<
  Lockout,
  {
    /** Takes a try before it is looked at; `rate_limited` with a time when there is none, also for one that would be right. */
    readonly take: (account: string, address: string) => Effect.Effect<void, Refusal>
    /** It was right. */
    readonly clear: (account: string, address: string) => Effect.Effect<void, Refusal>
  }
>()("stoa/gateway/Lockout") {
  static readonly layer = Layer.effect(
    Lockout,
    Effect.gen(function* () {
      const tries = yield* Tries
      const { lockout } = yield* SigningKeys
      const { tries: allowance } = yield* passwordProfile
      const who = (account: string, address: string): Trier => ({
        account: createHmac("sha256", lockout).update(account).digest(),
        address: addressName(address)
      })
      return Lockout.of({
        take: (account, address) =>
          Effect.flatMap(stored(tries.take(who(account, address), allowance)), (wait) =>
            wait === undefined ? Effect.void : Effect.fail(refuse("rate_limited", { retryAfterMs: wait }))
          ),
        clear: (account, address) => stored(tries.clear(who(account, address)))
      })
    })
  )
}
