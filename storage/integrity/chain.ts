/**
 * The hash chain over an actor's journal rows. Each row's link is a sha-256 over the link before it and over the row as
 * it is stored, so that a row cannot be changed, removed, put elsewhere or slipped in without every later link being
 * another one.
 *
 * What surprises: it is made over the sealed text, never over people's words. Destroying a person's key makes their
 * words unreadable and leaves every link as it was; a chain over plain words would have to be broken to forget anybody.
 *
 * What is hashed begins with a line of numbers, the lengths of the texts among them, so that no two different rows give
 * the same bytes. Lengths are JavaScript's, in UTF-16 units, which cost nothing to know: this stands on the way of every
 * exam answer.
 */
import { hash } from "node:crypto"
import type { ActorType } from "../../protocol/ids.ts"

/**
 * The actor types whose rows are chained: what a grade or a verdict may be contested about. Study beats are not, and
 * cost nothing for it.
 */
export const chainedTypes: ReadonlyArray<ActorType> = ["attempt", "exam"]

const prefixes = chainedTypes.map((type) => `${type}/`)
export const isChained = (actor: string): boolean => prefixes.some((prefix) => actor.startsWith(prefix))

/** A row as far as its link covers it, in the order in which it does. The slot is left out: it is derived from the actor. */
export interface Linked {
  readonly actor: string
  readonly seq: number
  readonly version: number
  readonly sender: string
  readonly n: number
  readonly digest: string
  readonly received_at: number
  readonly claimed_at: number | null
  readonly at: number
  /** Sealed JSON text, to the byte. */
  readonly events: string
  readonly reply: string
}

/** A stored row, unopened; without a link where it is older than the chain. */
export interface RowToCheck extends Linked {
  readonly chain: string | null
}

/** What the first link of an actor's chain follows on. */
export const chainStart = (actor: string): string => hash("sha256", `stoa journal chain 1 ${actor}`, "base64url")

/** base64url of the sha-256 of `row` after the link `previous`. */
export const linkOf = (previous: string, row: Linked): string => {
  const { actor, seq, version, sender, n, digest, received_at: received, claimed_at: claimed, at, events, reply } = row
  const lengths = `${actor.length} ${sender.length} ${digest.length} ${events.length} ${reply.length}`
  const numbers = `${seq} ${version} ${n} ${received} ${claimed ?? "-"} ${at}`
  return hash("sha256", `${previous} ${numbers} ${lengths}\n${actor}${sender}${digest}${events}${reply}`, "base64url")
}
