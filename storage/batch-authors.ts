/** Whose keys a batch needs before it can be written: everyone whose words stand anywhere in it. */
import type { Batch } from "../engine/journal.ts"
import type { Keys } from "./keys/keys.ts"
import { authorsOf } from "./sealing.ts"

export const authorsOfBatch = (batch: Batch): Set<number> => {
  const authors = new Set<number>()
  for (const row of batch.rows) {
    authorsOf(row.events, authors)
    authorsOf(row.reply, authors)
  }
  for (const projection of batch.projections) authorsOf(projection.row, authors)
  for (const reaction of batch.reactions) authorsOf(reaction.command, authors)
  return authors
}

/** Those of them whose keys memory does not hold. */
export const missingKeys = (authors: Iterable<number>, keys: Keys["Service"]): ReadonlyArray<number> =>
  [...authors].filter((person) => keys.at(person) === undefined)
