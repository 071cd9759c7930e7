/** One actor as the receiver of commands: sends them through the outbox and reads the replies by their Schemas. */
import { Result, Schema } from "effect"
import type { ActorRef } from "../protocol/ids.ts"
import type { Dispatch, Outbox } from "./outbox.ts"
import { StoaError } from "./stoa-error.ts"

export class Commands<Command extends { readonly _tag: string }> {
  readonly #outbox: Outbox
  readonly #ref: ActorRef
  readonly #encode: (command: Command) => unknown

  constructor(outbox: Outbox, ref: ActorRef, schema: Schema.Codec<Command, unknown>) {
    this.#outbox = outbox
    this.#ref = ref
    this.#encode = Schema.encodeSync(schema)
  }

  /**
   * Resolves when the server has stored the command's effect; rejects with its refusal. A command that does not fit its
   * Schema is refused here, with `invalid`, and never sent.
   */
  async send<Reply>(command: Command, reply: Schema.Decoder<Reply>, how?: Dispatch): Promise<Reply> {
    const accepted = await this.#outbox.dispatch(this.#ref, this.#encoded(command), how)
    const decoded = Schema.decodeUnknownResult(reply)(accepted.reply)
    if (Result.isFailure(decoded)) throw StoaError.own("unreadable", { cause: decoded.failure })
    return decoded.success
  }

  /** The same, for a command whose reply says nothing. */
  async order(command: Command, how?: Dispatch): Promise<void> {
    await this.send(command, Schema.Unknown, how)
  }

  #encoded(command: Command): unknown {
    try {
      return this.#encode(command)
    } catch (cause) {
      throw new StoaError("invalid", "The command does not have the documented form. Correct it and send again.", { cause })
    }
  }
}
