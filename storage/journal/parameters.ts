/** A batch as the statement's parameters: per part, the values of its columns, sealed where people's words are in them. */
import type { Batch } from "../../engine/journal.ts"
import { isChained } from "../integrity/chain.ts"
import { placeOfEvents, placeOfReaction, placeOfReply, placeOfRow } from "../places.ts"
import { type KeyOf, sealRow, sealText } from "../sealing.ts"
import { type LinkBefore, Linking, type NewLink } from "./linking.ts"
import { type ReadTable, readTable, rowKey } from "../tables.ts"
import { type Part, parametersOf, parts, separator, type Statements } from "./statement.ts"

/** The batch names a table that does not exist: no database would take it. */
export class UnknownTable extends Error {
  override readonly name = "UnknownTable"
}

/** One part's rows while they are collected: a list per column for arrays, one list of JSON texts for rows. */
type Collected = Array<Array<string | number>>

const indexOfPart = new Map(parts.map((part, index) => [part.name, index]))

class Collecting {
  readonly #collected: Array<Collected | undefined> = parts.map(() => undefined)

  /** The lists of a part, made when the first of its rows comes. */
  of(name: string): Collected {
    const index = indexOfPart.get(name)
    const part = index === undefined ? undefined : parts[index]
    if (index === undefined || part === undefined) throw new UnknownTable(`there is no part ${name}`)
    return (this.#collected[index] ??= Array.from({ length: parametersOf(part) }, () => []))
  }

  add(name: string, ...values: ReadonlyArray<string | number>): void {
    const lists = this.of(name)
    for (let column = 0; column < values.length; column += 1) {
      const value = values[column]
      if (value !== undefined) lists[column]?.push(value)
    }
  }

  present(): ReadonlyArray<boolean> {
    return this.#collected.map((collected) => collected !== undefined)
  }

  parametersOf(part: Part): ReadonlyArray<string> {
    const lists = this.#collected[indexOfPart.get(part.name) ?? -1]
    if (part.kind === "rows") return [`[${lists?.[0]?.join(",") ?? ""}]`]
    return part.columns.map(({ type }, column) => {
      const values = lists?.[column] ?? []
      return type === "text" || type === "text?" ? values.join(separator) : numbers(values)
    })
  }
}

const numbers = (values: ReadonlyArray<string | number>): string => `{${values.join(",")}}`

/** `row` as a JSON object text with its slot in front; columns the table does not declare are the database's to ignore. */
const rowText = (table: ReadTable, projection: Batch["projections"][number], keyOf: KeyOf): string => {
  const { slot, key, row } = projection
  const text = sealRow({ ...key, ...row }, keyOf, placeOfRow(table.name, rowKey(table, key)))
  return `{"_slot":${slot},${text.slice(1)}`
}

export interface Statement {
  readonly text: string
  readonly parameters: ReadonlyArray<string>
  /** The links of its chained rows: true once it has committed, and not before. */
  readonly links: ReadonlyArray<NewLink>
}

/** The statement of a batch that has these parts and nothing in them. It proves no lease and writes nothing. */
export const emptyStatement = (names: ReadonlyArray<string>, statements: Statements): Statement => {
  const { text, parts: chosen } = statements.for(parts.map(({ name }) => names.includes(name)))
  const nothing = new Collecting()
  return { text, parameters: [numbers([]), numbers([]), ...chosen.flatMap((part) => nothing.parametersOf(part))], links: [] }
}

/** `linkBefore`: the link of an actor's row, or `undefined` when it has to be read first, which is thrown as `LinkNotAtHand`. */
export const statementOf = (batch: Batch, keyOf: KeyOf, linkBefore: LinkBefore, statements: Statements): Statement => {
  const collecting = new Collecting()
  const linking = new Linking(linkBefore)
  for (const row of batch.rows) {
    const { actor, slot, seq, version, sender, n, digest, receivedAt, claimedAt, at } = row
    const events = sealText(row.events, keyOf, placeOfEvents(actor, seq))
    const reply = sealText(row.reply, keyOf, placeOfReply(actor, seq))
    const chain = isChained(actor) ? linking.link(row, events, reply) : ""
    const claimed = claimedAt ?? "NULL"
    collecting.add("journal", actor, slot, seq, version, sender, n, digest, receivedAt, claimed, at, events, reply, chain)
  }
  for (const reaction of batch.reactions) {
    const { source, seq, index, slot, target, hop, command } = reaction
    collecting.add("reactions", source, seq, index, slot, target, hop, sealText(command, keyOf, placeOfReaction(reaction)))
  }
  for (const { source, seq, index, slot } of batch.settled) collecting.add("settled", source, seq, index, slot)
  for (const { actor, slot, dueAt } of batch.due) {
    if (dueAt === null) collecting.add("due_cleared", actor, slot)
    else collecting.add("due", actor, slot, dueAt)
  }
  for (const projection of batch.projections) {
    const table = readTable(projection.table)
    if (table === undefined) throw new UnknownTable(`there is no read table ${projection.table}`)
    collecting.add(projection.row === null ? `${table.name}_deleted` : table.name, rowText(table, projection, keyOf))
  }
  const statement = statements.for(collecting.present())
  return {
    text: statement.text,
    parameters: [
      numbers(batch.leases.map(({ slot }) => slot)),
      numbers(batch.leases.map(({ epoch }) => epoch)),
      ...statement.parts.flatMap((part) => collecting.parametersOf(part))
    ],
    links: linking.links
  }
}
