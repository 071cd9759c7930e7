/**
 * Heads on disk: one JSON object per line, in files of a month each. A line signs the bytes before its signature and
 * names the hash of the line before it, across files, so that none can be changed, removed or slipped in.
 *
 *     {"stoa":"heads","format":1,"key":"…","n":1,"at":"2027-03-01T08:00:00.000Z","prev":"","signature":"…"}
 *     {"n":2,"at":"2027-03-01T08:00:10.000Z","heads":{"attempt/42":[7,"…"]},"prev":"…","signature":"…"}
 *
 * The first kind begins each file and names the public key of what follows. A head is an actor's sequence and the
 * link of that row. The signature is always last and is cut off as text, so that nobody has to agree on how JSON is
 * written to check one.
 */
import { hash } from "node:crypto"
import { Option, Schema } from "effect"
import type { HeadsKey } from "./heads-key.ts"

const place = { n: Schema.Int, at: Schema.String, prev: Schema.String, signature: Schema.String }

export const OpeningLine = Schema.Struct({
  stoa: Schema.Literal("heads"),
  format: Schema.Literal(1),
  key: Schema.String,
  ...place
})
export const HeadsLine = Schema.Struct({
  ...place,
  heads: Schema.Record(Schema.String, Schema.Tuple([Schema.Int, Schema.String]))
})
export type HeadsLine = typeof HeadsLine.Type
const Line = Schema.Union([OpeningLine, HeadsLine])
export type Line = typeof Line.Type

const decodeLine = Schema.decodeUnknownOption(Schema.fromJsonString(Line))

export type Heads = Readonly<Record<string, readonly [seq: number, chain: string]>>

const signed = (body: object, key: HeadsKey): string => {
  const text = JSON.stringify(body)
  return `${text.slice(0, -1)},"signature":"${key.sign(text)}"}`
}

export const openingLine = (n: number, at: string, prev: string, key: HeadsKey): string =>
  signed({ stoa: "heads", format: 1, key: key.publicKey, n, at, prev }, key)

export const headsLine = (n: number, at: string, heads: Heads, prev: string, key: HeadsKey): string =>
  signed({ n, at, heads, prev }, key)

/** What the line after this one names it by. */
export const hashOfLine = (line: string): string => hash("sha256", line, "base64url")

/** `undefined` for what was never a line of this format, or not a whole one. */
export const parseLine = (line: string): Line | undefined => Option.getOrUndefined(decodeLine(line))

/** The bytes that a line's signature is over; `undefined` when it does not end in one. */
export const signedPart = (line: string): string | undefined => {
  const at = line.lastIndexOf(',"signature":"')
  return at < 0 ? undefined : `${line.slice(0, at)}}`
}

/** `2027-03.jsonl`; with several nodes `2027-03-<node>.jsonl`, since each writes a chain of its own. */
export const fileName = (at: string, node: string | undefined): string =>
  `${at.slice(0, 7)}${node === undefined ? "" : `-${node}`}.jsonl`

/** The node whose chain a file belongs to, `""` for the only one; `undefined` for a file that is not ours. */
export const nodeOfFile = (name: string): string | undefined => {
  const found = /^[0-9]{4}-[0-9]{2}(?:-(.+))?\.jsonl$/.exec(name)
  return found === null ? undefined : (found[1] ?? "")
}
