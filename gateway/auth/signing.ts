/**
 * The keys of log-ins, derived from a key of the installation's that all nodes share. It outlives an exchange of the
 * master key: who is logged in, perhaps in the middle of an exam, stays so.
 */
import { Config, Context, Effect, Layer } from "effect"
import { hkdfSync } from "node:crypto"
import { derivationKey } from "../../storage/keys/shared-keys.ts"

export interface SigningKeysShape {
  /** What media and receipts derive theirs from. */
  readonly access: Uint8Array
  readonly refresh: Uint8Array
  /** Wraps the keys of access tokens. */
  readonly tokenKeys: Uint8Array
  /** Signs what stands between the password and the code. */
  readonly challenges: Uint8Array
  /** Names accounts where tries are counted. */
  readonly lockout: Uint8Array
}
export class SigningKeys extends Context.Service<SigningKeys, SigningKeysShape>()("stoa/gateway/SigningKeys") {
  static readonly layer = Layer.effect(
    SigningKeys,
    Effect.gen(function* () {
      const data = yield* Config.String("STOA_DATA").pipe(Config.withDefault("./.stoa"))
      return SigningKeys.of(derive(yield* derivationKey(data)))
    })
  )
}

const derive = (secret: Uint8Array): SigningKeysShape => ({
  access: Buffer.from(hkdfSync("sha256", secret, "", "stoa access tokens", 32)),
  refresh: Buffer.from(hkdfSync("sha256", secret, "", "stoa refresh tokens", 32)),
  tokenKeys: Buffer.from(hkdfSync("sha256", secret, "", "stoa token keys", 32)),
  challenges: Buffer.from(hkdfSync("sha256", secret, "", "stoa log-in challenges", 32)),
  lockout: Buffer.from(hkdfSync("sha256", secret, "", "stoa lockout", 32))
})
