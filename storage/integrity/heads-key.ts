/** What heads are signed with: Ed25519, so that whoever checks them needs nothing that could also make them. */
import { createPrivateKey, createPublicKey, hkdfSync, type KeyObject, sign, verify } from "node:crypto"
import { Effect } from "effect"
import type { DatabaseRefused } from "../database.ts"
import { existingSecret, formerSecrets, installationSecret } from "../keys/installation-secret.ts"

export interface HeadsKey {
  /** The 32 bytes of the public key, in base64url. */
  readonly publicKey: string
  /** 64 bytes in base64url. */
  readonly sign: (text: string) => string
}

/** An Ed25519 private key in PKCS #8 is this and the 32 bytes it is made from. */
const pkcs8 = Buffer.from("302e020100300506032b657004220420", "hex")

export const headsKeyOf = (secret: Uint8Array): HeadsKey => {
  const seed = Buffer.from(hkdfSync("sha256", secret, "", "stoa heads signature", 32))
  const key = createPrivateKey({ key: Buffer.concat([pkcs8, seed]), format: "der", type: "pkcs8" })
  const { x } = createPublicKey(key).export({ format: "jwk" })
  return { publicKey: x ?? "", sign: (text) => sign(null, Buffer.from(text), key).toString("base64url") }
}

const purpose = {
  name: "heads.key",
  otherwise: "restore it from the backup, or remove it to have heads signed by another key from then on."
}

/** `data`: Stoa's data folder. */
export const headsKey = (data: string): Effect.Effect<HeadsKey, DatabaseRefused> =>
  Effect.map(installationSecret(data, purpose), headsKeyOf)

/** Those of former secrets: what they signed, this installation signed. */
export const formerHeadsKeys = (data: string): Effect.Effect<ReadonlyArray<HeadsKey>, DatabaseRefused> =>
  Effect.map(formerSecrets(data, purpose), (secrets) => secrets.map(headsKeyOf))

/** Without making one. */
export const existingHeadsKey = (data: string): Effect.Effect<HeadsKey | undefined, DatabaseRefused> =>
  Effect.map(existingSecret(data, purpose), (secret) => (secret === undefined ? undefined : headsKeyOf(secret)))

const publicKeyShape = /^[A-Za-z0-9_-]{43}$/
export const isPublicKey = (text: string): boolean => publicKeyShape.test(text)

const imported = new Map<string, KeyObject>()

/** `false` also when the key is none. */
export const isSigned = (text: string, signature: string, publicKey: string): boolean => {
  if (!isPublicKey(publicKey)) return false
  let key = imported.get(publicKey)
  if (key === undefined) {
    key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: publicKey }, format: "jwk" })
    imported.set(publicKey, key)
  }
  return verify(null, Buffer.from(text), key, Buffer.from(signature, "base64url"))
}
