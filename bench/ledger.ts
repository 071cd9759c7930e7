/**
 * The outside ledger: what clients were told, written down by the clients' own process, which is never killed. One line
 * per acknowledgement, and one for what a client was last shown of an actor before it lost its connection.
 */
import { createReadStream, createWriteStream, type WriteStream } from "node:fs"
import { createInterface } from "node:readline"
import { Schema } from "effect"

const Acknowledged = Schema.Struct({
  _tag: Schema.Literal("Acknowledged"),
  actor: Schema.String,
  /** As the journal knows the sender: scoped to the account. */
  sender: Schema.String,
  n: Schema.Int,
  /** As it was sent. */
  command: Schema.Unknown,
  seq: Schema.Int,
  at: Schema.Int,
  reply: Schema.Unknown
})
export type Acknowledged = typeof Acknowledged.Type

/** The newest publication or snapshot a client had been given of an actor. */
const Shown = Schema.Struct({ _tag: Schema.Literal("Shown"), actor: Schema.String, seq: Schema.Int, at: Schema.Int })
export type Shown = typeof Shown.Type

const decodeLine = Schema.decodeUnknownSync(Schema.fromJsonString(Schema.Union([Acknowledged, Shown])))

export class LedgerWriter {
  readonly #file: WriteStream

  constructor(path: string) {
    this.#file = createWriteStream(path, { flags: "a" })
  }

  write(line: Acknowledged | Shown): void {
    this.#file.write(`${JSON.stringify(line)}\n`)
  }

  /** Resolves when everything written is in the file. */
  close(): Promise<void> {
    return new Promise((resolve) => this.#file.end(resolve))
  }
}

export async function* readLedger(path: string): AsyncGenerator<Acknowledged | Shown> {
  for await (const line of createInterface({ input: createReadStream(path) })) yield decodeLine(line)
}
