/** Holds the journal against the outside ledger, row by row. */
import type { Sql } from "../storage/sql.ts"
import type { Installation } from "./installation.ts"
import { readLedger } from "./ledger.ts"

export interface Reconciliation {
  readonly acknowledged: number
  /** Acknowledged, but not in the journal under the sequence that was told, or there with another command. */
  readonly lost: number
  /** Rows beyond the first of one command, and rows of clients' commands that nobody was told of. */
  readonly duplicated: number
  /** Shown to a client, but not what the journal has under that sequence. */
  readonly shownNotStored: number
}

interface Told {
  readonly seq: number
  readonly digest: string
  rows: number
}

interface Row {
  readonly actor: string
  readonly sender: string
  readonly n: number
  readonly seq: number
  readonly digest: string
  readonly at: number
}

/** `sql` is an outside look at the database, `digestOf` the installation's. Every command of the clients must have been acknowledged before. */
export const reconcile = async (
  sql: Sql,
  ledger: string,
  { digestOf }: Pick<Installation, "digestOf">
): Promise<Reconciliation> => {
  const told = new Map<string, Told>()
  const shown = new Map<string, number>()
  for await (const line of readLedger(ledger)) {
    if (line._tag === "Shown") shown.set(`${line.actor} ${line.seq}`, line.at)
    else told.set(`${line.actor} ${line.sender} ${line.n}`, { seq: line.seq, digest: digestOf(line.command), rows: 0 })
  }
  const acknowledged = told.size
  let lost = 0
  let duplicated = 0
  for await (const rows of sql<Array<Row>>`select actor, sender, n, seq, digest, at from journal`.cursor(5_000)) {
    for (const row of rows) {
      const place = `${row.actor} ${row.seq}`
      if (shown.get(place) === row.at) shown.delete(place)
      if (!row.sender.startsWith("u")) continue
      const one = told.get(`${row.actor} ${row.sender} ${row.n}`)
      if (one === undefined || ++one.rows > 1) duplicated++
      else if (one.seq !== row.seq || one.digest !== row.digest) lost++
    }
  }
  for (const { rows } of told.values()) if (rows === 0) lost++
  return { acknowledged, lost, duplicated, shownNotStored: shown.size }
}
