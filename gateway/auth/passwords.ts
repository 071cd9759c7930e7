/**
 * Passwords: how they are kept, compared and refused. bcrypt at cost 12 takes a quarter of a second of a core, off the
 * event loop; so only a few run at a time, and who would wait too long is told to come back. Each further step of the cost
 * doubles that.
 */
import bcrypt from "bcrypt"
import { Config, Context, Effect, Layer, Schema, Semaphore } from "effect"
import { createHash, randomBytes } from "node:crypto"
import { refuse, type Refusal } from "../../protocol/errors.ts"
import { readBreachedPasswords } from "./breached-passwords.ts"
import { normalised, passwordProfile, weaknessOf } from "./password-profile.ts"

/** Ten is the least that OWASP's Password Storage Cheat Sheet allows for bcrypt. */
const passwordCost = Config.schema(
  Schema.FiniteFromString.check(Schema.isInt(), Schema.isBetween({ minimum: 10, maximum: 16 })),
  "STOA_PASSWORD_COST"
).pipe(Config.withDefault(12))
/** bcrypt reads 72 bytes and ignores the rest without a word. */
const bcryptBytes = 72

/** Two leave the thread pool room for files and DNS; 64 waiting are about eight seconds of two cores. */
const atOnce = 2
const waiting = 64

const prepared = (password: string): string => {
  const kept = normalised(password)
  return Buffer.byteLength(kept) <= bcryptBytes ? kept : createHash("sha256").update(kept).digest("base64")
}

export class Passwords extends Context.Service<
  Passwords,
  {
    /** Why this password is not taken for this account, if it is not. */
    readonly weakness: (password: string, email: string) => Refusal | undefined
    readonly hash: (password: string) => Effect.Effect<string, Refusal>
    /** Without a hash (no such account) it takes just as long, and is false. */
    readonly matches: (password: string, hash: string | undefined) => Effect.Effect<boolean, Refusal>
    /** Was it made at another cost than is set now? It would then take another time to compare than that of no account. */
    readonly isDated: (hash: string) => boolean
  }
>()("stoa/gateway/Passwords") {
  static readonly layer = Layer.effect(
    Passwords,
    Effect.gen(function* () {
      const profile = yield* passwordProfile
      const cost = yield* passwordCost
      const breached = readBreachedPasswords()
      const room = yield* Semaphore.make(atOnce)
      const decoy = yield* Effect.promise(() => bcrypt.hash(randomBytes(24).toString("base64"), cost))
      let queued = 0
      const inTurn = <A>(work: () => Promise<A>): Effect.Effect<A, Refusal> =>
        Effect.suspend(() => {
          if (queued >= waiting) return Effect.fail(refuse("overloaded", { retryAfterMs: 5_000 }))
          queued += 1
          return room
            .withPermits(1)(Effect.promise(work))
            .pipe(
              Effect.ensuring(
                Effect.sync(() => {
                  queued -= 1
                })
              )
            )
        })
      return Passwords.of({
        weakness: (password, email) => weaknessOf(profile, breached.has, password, email),
        hash: (password) => inTurn(() => bcrypt.hash(prepared(password), cost)),
        matches: (password, hash) =>
          Effect.map(
            inTurn(() => bcrypt.compare(prepared(password), hash ?? decoy)),
            (same) => same && hash !== undefined
          ),
        isDated: (hash) => bcrypt.getRounds(hash) !== cost
      })
    })
  )
}
