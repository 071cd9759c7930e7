/** Rows of the engine's tables as the driver gives them, and the way from them to what the ports speak of. */
import type { JournalRow, PendingReaction, Snapshot } from "../../engine/journal.ts"
import type { ActorKey, Sender } from "../../protocol/ids.ts"
import type { Instant } from "../../protocol/time.ts"
import { placeOfEvents, placeOfReaction, placeOfReply, placeOfSnapshot } from "../places.ts"
import { type KeyOf, openText } from "../sealing.ts"

export interface StoredRow {
  readonly actor: ActorKey
  readonly slot: number
  readonly seq: number
  readonly version: number
  readonly sender: Sender
  readonly n: number
  readonly digest: string
  readonly received_at: Instant
  readonly claimed_at: Instant | null
  readonly at: Instant
  readonly events: string
  readonly reply: string
  /** Absent in rows of actors that are not chained, and in those that are older than the chain. */
  readonly chain: string | null
}

/** The columns of a `StoredRow`, for `select`. */
export const storedColumns = "actor, slot, seq, version, sender, n, digest, received_at, claimed_at, at, events, reply, chain"

/** A journal row's events do not read as a list: what is in the database was not written by this program. */
export class Unreadable extends Error {
  override readonly name = "Unreadable"
}

const openEvents = ({ actor, seq, events }: StoredRow, keyOf: KeyOf): ReadonlyArray<unknown> => {
  const opened = openText(events, keyOf, placeOfEvents(actor, seq))
  if (Array.isArray(opened)) return opened
  throw new Unreadable(`${actor} row ${seq}: the events are no list`)
}

export const openRow = (row: StoredRow, keyOf: KeyOf): JournalRow => {
  return {
    actor: row.actor,
    slot: row.slot,
    seq: row.seq,
    version: row.version,
    events: openEvents(row, keyOf),
    sender: row.sender,
    n: row.n,
    digest: row.digest,
    reply: openText(row.reply, keyOf, placeOfReply(row.actor, row.seq)),
    receivedAt: row.received_at,
    ...(row.claimed_at === null ? {} : { claimedAt: row.claimed_at }),
    at: row.at,
    ...(row.chain === null ? {} : { chain: row.chain })
  }
}

export interface StoredReaction extends Omit<PendingReaction, "command"> {
  readonly command: string
}

export const openReaction = (stored: StoredReaction, keyOf: KeyOf): PendingReaction => ({
  ...stored,
  command: openText(stored.command, keyOf, placeOfReaction(stored))
})

export interface StoredSnapshot extends Omit<Snapshot, "body"> {
  readonly body: string
  readonly checksum: Buffer
}

export const openSnapshot = ({ actor, seq, version, at, body }: StoredSnapshot, keyOf: KeyOf): Snapshot => ({
  actor,
  seq,
  version,
  at,
  body: openText(body, keyOf, placeOfSnapshot({ actor, seq }))
})
