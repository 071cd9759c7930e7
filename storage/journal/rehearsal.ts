/**
 * What an exam sends in its most crowded moments, sent once with nothing in it on each lane's connection. A connection parses
 * and plans a text when it first meets it, at the cost of a round trip and some milliseconds: at the bell five hundred ends
 * would wait for that together.
 */
import type { Sql } from "../sql.ts"
import { emptyStatement } from "./parameters.ts"
import type { Statements } from "./statement.ts"

/** By the parts that a batch has: answers; who comes and goes; beginnings and ends; handing in; grades on their way. */
const crowded: ReadonlyArray<ReadonlyArray<string>> = [
  ["journal"],
  ["journal", "wall_rows"],
  ["journal", "due"],
  ["journal", "due", "wall_rows"],
  ["journal", "due", "attempts", "wall_rows"],
  ["journal", "due", "attempts", "assessment_submissions", "wall_rows"]
]

/** Best done before anybody is served, since it takes every connection at once. Rejects when the database is away. */
export const rehearse = async (lanes: Sql, statements: Statements): Promise<void> => {
  for (const names of crowded) {
    const { text, parameters } = emptyStatement(names, statements)
    // As many at once as there are connections: each idle one takes one of them.
    await Promise.all(
      Array.from({ length: lanes.options.max }, () => lanes.unsafe(text, [...parameters], { prepare: true }).execute())
    )
  }
}
