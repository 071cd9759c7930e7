/**
 * The key over everybody's keys. Without the secret that it is derived from no words can be read, so that one belongs in
 * the backup, apart from the database's.
 *
 * It may be exchanged (docs/runbook.md): what was wrapped under a former one opens as long as its
 * secret is among STOA_SECRET_PREVIOUS. A wrapped key says by a name which one it was; the name tells nothing else.
 */
import { hkdfSync } from "node:crypto"
import { Effect } from "effect"
import type { DatabaseRefused } from "../database.ts"
import { formerSecrets, installationSecret } from "./installation-secret.ts"

const purpose = { name: "words.key", otherwise: "restore it from the backup, or nobody's words can be read." }

export interface MasterKey {
  /** 16 hexadecimal digits. */
  readonly name: string
  readonly key: Buffer
}

export interface MasterKeys {
  /** What is wrapped from here on. */
  readonly current: MasterKey
  /** What may still be unwrapped. */
  readonly former: ReadonlyArray<MasterKey>
}

/** `secret`: 32 bytes. */
export const masterKeyOf = (secret: Uint8Array): MasterKey => {
  const key = Buffer.from(hkdfSync("sha256", secret, "", "stoa words master key", 32))
  return { name: Buffer.from(hkdfSync("sha256", key, "", "stoa master key name", 8)).toString("hex"), key }
}

/** `data`: Stoa's data folder. A key kept there counts as a former one where STOA_SECRET has taken its place. */
export const masterKeys = (data: string): Effect.Effect<MasterKeys, DatabaseRefused> =>
  Effect.gen(function* () {
    const current = masterKeyOf(yield* installationSecret(data, purpose))
    const former = [...(yield* formerSecrets(data, purpose))].map(masterKeyOf).filter(({ name }) => name !== current.name)
    return { current, former }
  })

/** What others are derived from. */
export const masterKey = (data: string): Effect.Effect<Uint8Array, DatabaseRefused> =>
  Effect.map(masterKeys(data), ({ current }) => current.key)

/** Thrown where no secret at hand opens a key: which one is missing, as far as anybody knows. */
class MasterKeyMissing extends Error {
  override readonly name = "MasterKeyMissing"
}

/**
 * Unwraps by the master key of that name. Where none of that name is at hand, or no name was kept, each is tried: a name is
 * only a hint. Throws when none opens it.
 */
export const opened = ({ current, former }: MasterKeys, master: string | null, open: (key: Uint8Array) => Buffer): Buffer => {
  const all = [current, ...former]
  const named = all.filter(({ name }) => name === master)
  for (const { key } of named.length > 0 ? named : all) {
    try {
      return open(key)
    } catch {
      // Another key's, or changed bytes: which of the two cannot be told apart.
    }
  }
  throw new MasterKeyMissing(
    `A key was wrapped under the master key ${master ?? "of an earlier secret"}, which is not at hand, or was changed. ` +
      "Give the secret it came from in STOA_SECRET_PREVIOUS, or restore the keys from the backup."
  )
}
