/**
 * What an installation's own keys are derived from: STOA_SECRET where it is given, which several nodes and a database of
 * their own need, or else 32 bytes per purpose in the data folder that are made once.
 */
import { randomBytes } from "node:crypto"
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Config, Effect, Redacted } from "effect"
import { DatabaseRefused } from "../database.ts"

const hex = /^[0-9a-f]{64}$/i

export interface Purpose {
  /** Of the file in `secrets/`. */
  readonly name: string
  /** What to do when it holds no key, as the end of a sentence. */
  readonly otherwise: string
}

const read = (file: string, { otherwise }: Purpose): string => {
  const text = readFileSync(file, "utf8").trim()
  if (!hex.test(text)) throw new Error(`${file} does not hold a key: ${otherwise}`)
  return text
}

/** Written only where there is none: of two nodes that start at once, both read what the first one wrote. */
const ofFolder = (folder: string, purpose: Purpose): string => {
  const file = join(folder, purpose.name)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  try {
    writeFileSync(file, randomBytes(32).toString("hex"), { flag: "wx", mode: 0o600 })
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error
  }
  return read(file, purpose)
}

const ofSetting = (given: Redacted.Redacted): string => {
  const secret = Redacted.value(given).trim()
  if (hex.test(secret)) return secret
  throw new Error("STOA_SECRET has to be 32 bytes in hexadecimal: 64 digits. Make one with `openssl rand -hex 32`.")
}

const formerOfSetting = (given: Redacted.Redacted): ReadonlyArray<string> =>
  Redacted.value(given)
    .split(/[\s,]+/)
    .filter((secret) => secret !== "")
    .map((secret) => {
      if (hex.test(secret)) return secret
      throw new Error("STOA_SECRET_PREVIOUS has to be secrets of 64 hexadecimal digits each, separated by commas.")
    })

const secretFrom = <A>(
  find: (given: Redacted.Redacted | undefined, former: Redacted.Redacted | undefined) => A
): Effect.Effect<A, DatabaseRefused> =>
  Effect.gen(function* () {
    const given = yield* Config.Redacted("STOA_SECRET").pipe(Config.withDefault(undefined))
    const former = yield* Config.Redacted("STOA_SECRET_PREVIOUS").pipe(Config.withDefault(undefined))
    return yield* Effect.try(() => find(given, former))
  }).pipe(
    Effect.mapError((error) => {
      const cause = "cause" in error && error.cause instanceof Error ? error.cause : error
      return new DatabaseRefused({ message: cause.message, cause: error })
    })
  )

/** 32 bytes. `data`: Stoa's data folder. */
export const installationSecret = (data: string, purpose: Purpose): Effect.Effect<Buffer, DatabaseRefused> =>
  secretFrom((given) => Buffer.from(given === undefined ? ofFolder(join(data, "secrets"), purpose) : ofSetting(given), "hex"))

/** The same, without making one where there is none: for who only looks. */
export const existingSecret = (data: string, purpose: Purpose): Effect.Effect<Buffer | undefined, DatabaseRefused> =>
  secretFrom((given) => {
    if (given !== undefined) return Buffer.from(ofSetting(given), "hex")
    const file = join(data, "secrets", purpose.name)
    return existsSync(file) ? Buffer.from(read(file, purpose), "hex") : undefined
  })

/**
 * The secrets that may be needed still: those of STOA_SECRET_PREVIOUS, and the one in the data folder where STOA_SECRET
 * stands in its place.
 */
export const formerSecrets = (data: string, purpose: Purpose): Effect.Effect<ReadonlyArray<Buffer>, DatabaseRefused> =>
  secretFrom((given, former) => {
    const file = join(data, "secrets", purpose.name)
    const kept = given !== undefined && existsSync(file) ? [read(file, purpose)] : []
    return [...(former === undefined ? [] : formerOfSetting(former)), ...kept].map((secret) => Buffer.from(secret, "hex"))
  })
