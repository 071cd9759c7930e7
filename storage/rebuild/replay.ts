/** What the read tables should hold of one actor, from its journal alone. */
import type { AnyActor, Row } from "../../actors/actor.ts"
import { codecsOf } from "../../engine/codecs.ts"
import { feedRow } from "../../engine/feed-row.ts"
import type { JournalRow } from "../../engine/journal.ts"
import { type ActorKey, type ActorRef, parseActorKey } from "../../protocol/ids.ts"
import { readTable, rowKey } from "../tables.ts"

/** Folds an actor's rows, in order, and keeps the last row of each read table's key. */
export class Replay {
  readonly actor: ActorKey
  readonly #self: ActorRef
  readonly #definition: AnyActor
  readonly #rows = new Map<string, Row>()
  #state: unknown

  constructor(actor: ActorKey, definitionOf: (type: ActorRef["type"]) => AnyActor) {
    this.actor = actor
    this.#self = parseActorKey(actor)
    this.#definition = definitionOf(this.#self.type)
    this.#state = this.#definition.initial(this.#self)
  }

  apply(row: JournalRow): void {
    const { decodeEvent } = codecsOf(this.#definition)
    for (const encoded of row.events) {
      const event = decodeEvent(row.version, encoded)
      this.#state = this.#definition.evolve(this.#state, event)
      for (const projected of this.#definition.project(event, this.#state, this.#self)) this.#keep(projected)
      for (const change of this.#definition.feeds(event, this.#state, this.#self)) this.#keep(feedRow(change, row.seq))
    }
  }

  #keep(row: Row): void {
    const table = readTable(row.table)
    if (table === undefined) throw new Error(`${this.actor} writes to ${row.table}, which is no read table`)
    const name = `${table.name} ${rowKey(table, row.key)}`
    if (row.row === null) this.#rows.delete(name)
    else this.#rows.set(name, row)
  }

  rows(): ReadonlyArray<Row> {
    return [...this.#rows.values()]
  }
}
