/**
 * What a failed statement means for what it carried. The question is never what went wrong but what is known: nothing
 * was committed, or it cannot be told. Everything that is not certain is ambiguous.
 */
import postgres from "postgres"
import { CommitFailed } from "../../engine/journal.ts"
import { KeyNotAtHand } from "../sealing.ts"
import { LinkNotAtHand } from "./linking.ts"
import { UnknownTable } from "./parameters.ts"

type Kind = CommitFailed["kind"]

/** By SQLSTATE, whole or by its class; PostgreSQL's manual, appendix A. */
const kinds: Readonly<Record<string, Kind>> = {
  // A row that the database will not have, or a statement that it does not understand: trying again changes nothing.
  "21": "refused",
  "22": "refused",
  "23": "refused",
  "42": "refused",
  "44": "refused",
  "0A": "refused",
  "54": "refused",
  P0: "refused",
  // No disk, no memory, too many connections.
  "53": "full",
  "53200": "conflict",
  "53300": "conflict",
  // Rolled back for the sake of another transaction, timed out waiting, cancelled: nothing was committed.
  "40": "conflict",
  "40003": "ambiguous",
  "55": "conflict",
  "57014": "conflict",
  "25": "conflict"
}

const noSpace = /no space left on device|could not (extend|write to) file|disk full/i

const kindOf = (error: unknown): Kind => {
  if (error instanceof UnknownTable) return "refused"
  if (error instanceof KeyNotAtHand || error instanceof LinkNotAtHand) return "conflict"
  if (!(error instanceof postgres.PostgresError)) return "ambiguous"
  const kind = kinds[error.code] ?? kinds[error.code.slice(0, 2)]
  // An I/O error that is really a full disk; FATAL and PANIC end the connection, so that their outcome is unknown.
  if (kind === undefined && error.severity === "ERROR" && noSpace.test(error.message)) return "full"
  return kind ?? "ambiguous"
}

export const commitFailed = (error: unknown): CommitFailed =>
  new CommitFailed({ kind: kindOf(error), message: error instanceof Error ? error.message : String(error) })
