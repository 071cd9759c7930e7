/**
 * The key over everybody's keys: derived from STOA_SECRET where it is given, which several nodes and a database of their
 * own need, or from 32 bytes in the data folder that are made once. Without it no words can be read, so it belongs in
 * the backup, apart from the database's.
 */
import { hkdfSync, randomBytes } from "node:crypto"
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Config, Effect, Redacted } from "effect"
import { DatabaseRefused } from "../database.ts"

const hex = /^[0-9a-f]{64}$/i

const derived = (secret: string): Buffer =>
  Buffer.from(hkdfSync("sha256", Buffer.from(secret, "hex"), "", "stoa words master key", 32))

/** Written only where there is none: of two nodes that start at once, both read what the first one wrote. */
const ofFolder = (folder: string): string => {
  const file = join(folder, "words.key")
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  try {
    writeFileSync(file, randomBytes(32).toString("hex"), { flag: "wx", mode: 0o600 })
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error
  }
  const text = readFileSync(file, "utf8").trim()
  if (!hex.test(text)) throw new Error(`${file} does not hold a key: restore it from the backup, or nobody's words can be read.`)
  return text
}

/** `data`: Stoa's data folder. */
export const masterKey = (data: string): Effect.Effect<Uint8Array, DatabaseRefused> =>
  Effect.gen(function* () {
    const given = yield* Config.Redacted("STOA_SECRET").pipe(Config.withDefault(undefined))
    return yield* Effect.try(() => {
      const secret = given === undefined ? ofFolder(join(data, "secrets")) : Redacted.value(given).trim()
      if (!hex.test(secret)) {
        throw new Error("STOA_SECRET has to be 32 bytes in hexadecimal: 64 digits. Make one with `openssl rand -hex 32`.")
      }
      return derived(secret)
    })
  }).pipe(
    Effect.mapError((error) => {
      const cause = "cause" in error && error.cause instanceof Error ? error.cause : error
      return new DatabaseRefused({ message: cause.message, cause: error })
    })
  )
