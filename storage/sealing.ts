/**
 * Sealing of people's words at storage's boundary. A value on its way down is searched for `{_tag: "Words", by, value}`;
 * each is replaced by `{_tag: "Sealed", by, box}` under that person's key. On its way up the reverse happens, and where
 * the key is gone stands `{_tag: "Erased", by}`.
 *
 * AES-256-GCM with author, place and path as associated data: a box moved to another actor, row or field does not
 * open. What is written once has a random nonce. Rows of read tables are written again by a rebuild and compared with
 * what they replace, so theirs is an HMAC over associated data and plaintext: the same words in the same place seal to
 * the same bytes, and equal nonces mean equal messages, which is what GCM needs. It costs as much as the encryption
 * itself, so that answers on their way into the journal don't pay for it.
 *
 * A box that does not open although the key is there is corruption, not erasure, and throws.
 */
import { createCipheriv, createDecipheriv, createHmac, randomFillSync } from "node:crypto"
import type { KeyAtHand, PersonKey } from "./keys/keys.ts"

export type KeyOf = (person: number) => KeyAtHand | undefined

/** A JSON value that is being written or read, and where it stands: `attempt/42 seq 7`, `assessment_submissions 42`. */
export type Place = string

type Json = unknown
type Tagged = { readonly _tag: string; readonly by: number; readonly value?: Json; readonly box?: string }

const nonceBytes = 12
const tagBytes = 16

const isTagged = (value: object, tag: string): value is Tagged =>
  "_tag" in value && value._tag === tag && "by" in value && typeof value.by === "number"

/** Words were sealed or opened whose author's key had not been fetched: the caller forgot to ask `authorsOf` first. */
export class KeyNotAtHand extends Error {
  override readonly name = "KeyNotAtHand"
}

const associated = (by: number, place: Place, path: string): Buffer => Buffer.from(`${by}\n${place}\n${path}`)

/** The nonce for some words of a person; 12 bytes. */
type NonceOf = (key: PersonKey, aad: Buffer, plain: Buffer) => Buffer

const drawnAtOnce = 1_024
const drawn = Buffer.allocUnsafeSlow(drawnAtOnce * nonceBytes)
let used = drawn.length

/**
 * Valid until the next is drawn. Random ones are safe for 2^32 messages under a key (NIST SP 800-38D, 8.3): nobody writes as
 * many.
 */
const randomNonce: NonceOf = () => {
  if (used === drawn.length) {
    randomFillSync(drawn)
    used = 0
  }
  used += nonceBytes
  return drawn.subarray(used - nonceBytes, used)
}

const reproducibleNonce: NonceOf = ({ nonces }, aad, plain) =>
  createHmac("sha256", nonces).update(aad).update("\u0000").update(plain).digest().subarray(0, nonceBytes)

const boxOf = (key: PersonKey, by: number, value: Json, place: Place, path: string, nonceOf: NonceOf): string => {
  const plain = Buffer.from(JSON.stringify(value) ?? "null")
  const aad = associated(by, place, path)
  const nonce = nonceOf(key, aad, plain)
  const cipher = createCipheriv("aes-256-gcm", key.encryption, nonce)
  cipher.setAAD(aad)
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]).toString("base64url")
}

const sealOne = (key: PersonKey, by: number, value: Json, place: Place, path: string, nonceOf: NonceOf): Json => ({
  _tag: "Sealed",
  by,
  box: boxOf(key, by, value, place, path, nonceOf)
})

const valueOf = (key: PersonKey, by: number, box: string, place: Place, path: string): Json => {
  const sealed = Buffer.from(box, "base64url")
  const decipher = createDecipheriv("aes-256-gcm", key.encryption, sealed.subarray(0, nonceBytes))
  decipher.setAAD(associated(by, place, path))
  decipher.setAuthTag(sealed.subarray(sealed.length - tagBytes))
  const plain = Buffer.concat([decipher.update(sealed.subarray(nonceBytes, sealed.length - tagBytes)), decipher.final()])
  return JSON.parse(plain.toString("utf8"))
}

const openOne = (key: PersonKey, by: number, box: string, place: Place, path: string): Json => ({
  _tag: "Words",
  by,
  value: valueOf(key, by, box, place, path)
})

/** One value of a person's for a column of its own: the box alone. `place` says row and column. Opened by `openField`. */
export const sealField = (key: PersonKey, by: number, value: string, place: Place): string =>
  boxOf(key, by, value, place, "", randomNonce)

/** Throws when the box is of another person, row or column, or was changed. */
export const openField = (key: PersonKey, by: number, box: string, place: Place): string => {
  const value = valueOf(key, by, box, place, "")
  if (typeof value !== "string") throw new Error(`${place} does not hold text`)
  return value
}

/** Where a node stands: its name and what it stands in. Made into text only where words are found, which is seldom. */
interface Step {
  readonly within: Step | undefined
  readonly name: string | number
}

const pathOf = (prefix: string, step: Step | undefined): string => {
  let path = ""
  for (let at = step; at !== undefined; at = at.within) path = `/${at.name}${path}`
  return prefix + path
}

/** `value` with every node of the given tag replaced; parts without one are shared, not copied. */
const replace = (value: Json, tag: string, prefix: string, by: (found: Tagged, path: string) => Json): Json => {
  const visit = (node: Json, step: Step | undefined): Json => {
    if (typeof node !== "object" || node === null) return node
    if (Array.isArray(node)) {
      let copy: Json[] | undefined
      for (let index = 0; index < node.length; index += 1) {
        const inner: Json = node[index]
        if (typeof inner !== "object" || inner === null) continue
        const replaced = visit(inner, { within: step, name: index })
        if (replaced !== inner) (copy ??= node.slice())[index] = replaced
      }
      return copy ?? node
    }
    if (isTagged(node, tag)) return by(node, pathOf(prefix, step))
    let copy: Record<string, Json> | undefined
    for (const name of Object.keys(node)) {
      const inner: Json = Reflect.get(node, name)
      if (typeof inner !== "object" || inner === null) continue
      const replaced = visit(inner, { within: step, name })
      if (replaced !== inner) {
        copy ??= { ...node }
        Object.defineProperty(copy, name, { value: replaced, enumerable: true, writable: true, configurable: true })
      }
    }
    return copy ?? node
  }
  return visit(value, undefined)
}

const collect = (value: Json, tag: string, into: Set<number>): void => {
  replace(value, tag, "", (found) => {
    into.add(found.by)
    return found
  })
}

/** Whose keys sealing this value needs. */
export const authorsOf = (value: Json, into: Set<number> = new Set()): Set<number> => {
  collect(value, "Words", into)
  return into
}

/** Whose keys opening this value needs. */
export const sealersOf = (value: Json, into: Set<number> = new Set()): Set<number> => {
  collect(value, "Sealed", into)
  return into
}

const sealed = (value: Json, keyOf: KeyOf, place: Place, nonceOf: NonceOf): Json =>
  replace(value, "Words", "", (found, path) => {
    const key = keyOf(found.by)
    if (key === undefined) throw new KeyNotAtHand(`the key of person ${found.by} was not fetched before sealing`)
    // Words that arrive after the erasure are not kept under a key that nobody will have.
    return key._tag === "ErasedKey" ? { _tag: "Erased", by: found.by } : sealOne(key, found.by, found.value, place, path, nonceOf)
  })

export const sealValue = (value: Json, keyOf: KeyOf, place: Place): Json => sealed(value, keyOf, place, randomNonce)

/**
 * `within`: the path at which `value` stood when the whole was sealed, for a part that is read alone.
 *
 * A person of whom no key exists never sealed anything that can still be read: their
 * words count as erased.
 */
export const openValue = (value: Json, keyOf: KeyOf, place: Place, within = ""): Json =>
  replace(value, "Sealed", within, (found, path) => {
    const key = keyOf(found.by)
    return key === undefined || key._tag === "ErasedKey"
      ? { _tag: "Erased", by: found.by }
      : openOne(key, found.by, found.box ?? "", place, path)
  })

/** Without the field's name: jsonb writes a space after the colon. A value that merely contains it is walked in vain. */
const sealedMark = '"Sealed"'

/** JSON text of `value`, sealed. A walk that finds no words costs less than a second text would. */
export const sealText = (value: Json, keyOf: KeyOf, place: Place): string =>
  JSON.stringify(sealValue(value, keyOf, place)) ?? "null"

/** The same for a read table's row, to the same bytes each time. */
export const sealRow = (row: Json, keyOf: KeyOf, place: Place): string =>
  JSON.stringify(sealed(row, keyOf, place, reproducibleNonce)) ?? "null"

export const openText = (text: string, keyOf: KeyOf, place: Place, within = ""): Json => {
  const value: Json = JSON.parse(text)
  return text.includes(sealedMark) ? openValue(value, keyOf, place, within) : value
}

/** Adds whose keys opening `text` needs. */
export const sealersOfText = (text: string, into: Set<number>): void => {
  if (text.includes(sealedMark)) sealersOf(JSON.parse(text), into)
}
