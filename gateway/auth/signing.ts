/**
 * The keys of log-ins, derived from one secret: STOA_SECRET where several nodes have to agree, else a
 * file of this node's own that is made at the first start.
 */
import { Config, Context, Effect, Layer, Redacted } from "effect"
import { hkdfSync, randomBytes } from "node:crypto"
import { mkdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"

export interface SigningKeysShape {
  /** What media and receipts derive theirs from. */
  readonly access: Uint8Array
  readonly refresh: Uint8Array
  /** Wraps the keys of access tokens. */
  readonly tokenKeys: Uint8Array
  /** Names accounts where tries are counted. */
  readonly lockout: Uint8Array
}
export class SigningKeys extends Context.Service<SigningKeys, SigningKeysShape>()("stoa/gateway/SigningKeys") {
  static readonly layer = Layer.effect(
    SigningKeys,
    Effect.gen(function* () {
      const given = yield* Config.Redacted("STOA_SECRET").pipe(Config.withDefault(undefined))
      const data = yield* Config.String("STOA_DATA").pipe(Config.withDefault("./.stoa"))
      const secret =
        given === undefined ? yield* Effect.promise(() => own(join(data, "secrets"))) : yield* read(Redacted.value(given))
      return SigningKeys.of(derive(secret))
    })
  )
}

const hex = /^[0-9a-f]{64}$/i

const read = (text: string): Effect.Effect<Uint8Array> =>
  hex.test(text.trim())
    ? Effect.succeed(Buffer.from(text.trim(), "hex"))
    : Effect.die(new Error("STOA_SECRET has to be 32 bytes in hexadecimal: 64 digits. Make one with `openssl rand -hex 32`."))

const own = async (folder: string): Promise<Uint8Array> => {
  const file = join(folder, "tokens.key")
  await mkdir(folder, { recursive: true, mode: 0o700 })
  // Written only where there is none: of two nodes that start at once, both read the first one's.
  await writeFile(file, randomBytes(32).toString("hex"), { flag: "wx", mode: 0o600 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error
  })
  const text = (await readFile(file, "utf8")).trim()
  if (!hex.test(text))
    throw new Error(`${file} does not hold a key. Remove it to have a new one made; everyone then logs in again.`)
  return Buffer.from(text, "hex")
}

export const derive = (secret: Uint8Array): SigningKeysShape => ({
  access: Buffer.from(hkdfSync("sha256", secret, "", "stoa access tokens", 32)),
  refresh: Buffer.from(hkdfSync("sha256", secret, "", "stoa refresh tokens", 32)),
  tokenKeys: Buffer.from(hkdfSync("sha256", secret, "", "stoa token keys", 32)),
  lockout: Buffer.from(hkdfSync("sha256", secret, "", "stoa lockout", 32))
})
