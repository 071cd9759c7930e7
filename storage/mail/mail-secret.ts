/**
 * What mail needs of a key of the installation's: addresses that wait are sealed (AES-256-GCM, bound to their row), found by a
 * keyed hash, and links are signed. A link is `<id>.<signature>` over a row's id; as with refresh tokens
 * (docs/decisions/0019), nothing that stands in the database can be turned into one.
 */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, timingSafeEqual } from "node:crypto"
import { Context, Effect, Layer } from "effect"
import { Database, DatabaseRefused } from "../database.ts"
import { masterKeys } from "../keys/master-key.ts"
import { sharedKey } from "../keys/shared-keys.ts"

const nonceBytes = 12
const tagBytes = 16
const linkShape = /^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\.([A-Za-z0-9_-]{43})$/

const make = (secret: Uint8Array) => {
  const derived = (purpose: string) => Buffer.from(hkdfSync("sha256", secret, "", `stoa mail ${purpose}`, 32))
  const [sealing, finding, signing] = [derived("addresses"), derived("address hashes"), derived("links")]
  const inviting = derived("course invitations")
  const signature = (id: string) => createHmac("sha256", signing).update(id).digest()
  return {
    /** `row`: the id of the row that the address will stand in. */
    seal: (address: string, row: string): Buffer => {
      const nonce = randomBytes(nonceBytes)
      const cipher = createCipheriv("aes-256-gcm", sealing, nonce).setAAD(Buffer.from(row))
      return Buffer.concat([nonce, cipher.update(address, "utf8"), cipher.final(), cipher.getAuthTag()])
    },
    /** `undefined`: sealed for another row, or changed. */
    open: (sealed: Uint8Array, row: string): string | undefined => {
      const bytes = Buffer.from(sealed)
      try {
        const decipher = createDecipheriv("aes-256-gcm", sealing, bytes.subarray(0, nonceBytes))
          .setAAD(Buffer.from(row))
          .setAuthTag(bytes.subarray(bytes.length - tagBytes))
        return decipher.update(bytes.subarray(nonceBytes, bytes.length - tagBytes)).toString("utf8") + decipher.final("utf8")
      } catch {
        return undefined
      }
    },
    /** The token of an invitation into a course: what the mail of this id says, and nothing in the database can be turned into. */
    invitation: (id: string): string => createHmac("sha256", inviting).update(id).digest("base64url"),
    hash: (address: string): Buffer => createHmac("sha256", finding).update(address).digest(),
    link: (id: string): string => `${id}.${signature(id).toString("base64url")}`,
    /** The id in a link of ours; `undefined` when it is none. */
    readLink: (link: string): string | undefined => {
      const [, id, mac] = linkShape.exec(link) ?? []
      if (id === undefined || mac === undefined) return undefined
      const [given, right] = [Buffer.from(mac, "base64url"), signature(id)]
      return given.length === right.length && timingSafeEqual(given, right) ? id : undefined
    }
  }
}

export class MailSecret extends Context.Service<MailSecret, ReturnType<typeof make>>()("stoa/storage/MailSecret") {
  /** `data`: Stoa's data folder. */
  static readonly layer = (data: string) =>
    Layer.effect(
      MailSecret,
      Effect.gen(function* () {
        const database = yield* Database
        const key = sharedKey(database, yield* masterKeys(data), "mail")
        return make(yield* Effect.mapError(key, (cause) => new DatabaseRefused({ message: cause.message, cause })))
      })
    )
}
