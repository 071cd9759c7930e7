/** The links of a batch's rows: each on the one before it, which is in the same batch, in memory, or has to be read first. */
import type { Batch, JournalRow } from "../../engine/journal.ts"
import { chainStart, isChained, linkOf } from "../integrity/chain.ts"
import { type Head, isWeighty } from "../integrity/witness.ts"

/** The link of an actor's row; `undefined` when it has to be read first. */
export type LinkBefore = (actor: string, seq: number) => string | undefined

/** A row was to be linked whose predecessor's link had not been fetched. */
export class LinkNotAtHand extends Error {
  override readonly name = "LinkNotAtHand"
}

export interface NewLink extends Head {
  readonly slot: number
}

export class Linking {
  readonly links: Array<NewLink> = []
  readonly #before: LinkBefore
  readonly #last = new Map<string, NewLink>()

  constructor(before: LinkBefore) {
    this.#before = before
  }

  #previous(actor: string, seq: number): string {
    if (seq === 1) return chainStart(actor)
    const last = this.#last.get(actor)
    const previous = last?.seq === seq - 1 ? last.chain : this.#before(actor, seq - 1)
    if (previous === undefined) throw new LinkNotAtHand(`the link of ${actor} row ${seq - 1} was not read before linking`)
    return previous
  }

  /** `events` and `reply`: the sealed text that is sent. */
  link(row: JournalRow, events: string, reply: string): string {
    const { actor, slot, seq, version, sender, n, digest, receivedAt, claimedAt, at } = row
    const received_at = receivedAt
    const claimed_at = claimedAt ?? null
    const stored = { actor, seq, version, sender, n, digest, received_at, claimed_at, at, events, reply }
    const chain = linkOf(this.#previous(actor, seq), stored)
    const made = { actor, slot, seq, chain, weighty: isWeighty(row.events) }
    this.#last.set(actor, made)
    this.links.push(made)
    return chain
  }
}

/** Rows whose links a batch follows on, apart from those that are in it. */
export const linksToRead = ({ rows }: Batch): ReadonlyArray<{ readonly actor: string; readonly seq: number }> => {
  const last = new Map<string, number>()
  const wanted: Array<{ readonly actor: string; readonly seq: number }> = []
  for (const { actor, seq } of rows) {
    if (!isChained(actor)) continue
    if (seq > 1 && last.get(actor) !== seq - 1) wanted.push({ actor, seq: seq - 1 })
    last.set(actor, seq)
  }
  return wanted
}
