/** What all who write an academy's rows share: the transaction, and the people it may name. */
import type { TransactionSql } from "postgres"

export type Transaction = TransactionSql<{ bigint: number }>

interface Person {
  readonly id: number
  readonly role: string
}
/** By e-mail. */
export type People = ReadonlyMap<string, Person>

/** `returning id` of a single insert. */
export const returned = (row: { readonly id: number } | undefined): number => {
  if (row === undefined) throw new Error("an insert returned no row")
  return row.id
}
