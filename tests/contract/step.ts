/**
 * How to get each operation to succeed, as data. Bodies, paths and checks come from the description; a step says only who
 * asks, which of the things learnt so far are meant, and what is learnt from the answer.
 */
import type { Mailbox } from "../integration/fixtures/mailbox.ts"
import type { Sql } from "../../storage/sql.ts"
import type { Known } from "./known.ts"

/** `$name` stands for something learnt, also within a body. */
export type Given = string | number | boolean | null | ReadonlyArray<Given> | { readonly [field: string]: Given }

/** What no answer tells, such as a link in a mail; found before the step is sent. */
export type Finding = (known: Known, mailbox: Mailbox, sql: Sql) => Promise<unknown>

export interface Step {
  /** Its operationId. */
  readonly operation: string
  /** A role of the academy's accounts, or somebody named by `newcomers`; nobody where absent. */
  readonly as?: string
  /** For the path's and the query's parameters. */
  readonly with?: Readonly<Record<string, Given>>
  /** Put over the description's own example; `null`: no body. */
  readonly body?: Readonly<Record<string, Given>> | null
  /** Instead of the description's example. */
  readonly wholeBody?: Given
  /** Instead of JSON: what `given` names, as bytes of the type that the description takes. */
  readonly bytes?: Given
  readonly headers?: Readonly<Record<string, string>>
  readonly find?: Readonly<Record<string, Finding>>
  /** Names for parts of the answer: `data.attemptId`, `data[title=Drill].id`, `headers.etag`. */
  readonly learn?: Readonly<Record<string, string>>
  /** Asked again, for a while, until this part of the answer has this value: where something follows by itself. */
  readonly until?: readonly [part: string, value: Given]
}

export interface Scenario {
  readonly name: string
  /** People besides the academy's, by name: their role, with a log-in of their own. */
  readonly newcomers?: Readonly<Record<string, string>>
  readonly steps: ReadonlyArray<Step>
}
