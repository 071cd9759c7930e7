/**
 * The key over everybody's keys. Without the secret that it is derived from no words can be read, so that one belongs in
 * the backup, apart from the database's.
 */
import { hkdfSync } from "node:crypto"
import { Effect } from "effect"
import type { DatabaseRefused } from "../database.ts"
import { installationSecret } from "./installation-secret.ts"

const purpose = { name: "words.key", otherwise: "restore it from the backup, or nobody's words can be read." }

/** `data`: Stoa's data folder. */
export const masterKey = (data: string): Effect.Effect<Uint8Array, DatabaseRefused> =>
  Effect.map(installationSecret(data, purpose), (secret) =>
    Buffer.from(hkdfSync("sha256", secret, "", "stoa words master key", 32))
  )
