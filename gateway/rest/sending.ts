/** One command of one request: sent as the caller, and its reply read. */
import { Effect, Schema } from "effect"
import type { HttpServerRequest } from "effect/http"
import type { Refusal } from "../../protocol/errors.ts"
import type { ActorRef } from "../../protocol/ids.ts"
import { Caller } from "../../protocol/rest/caller.ts"
import { answer } from "./answers.ts"
import { type Cells, writer } from "./cells.ts"

/** What an actor replied, as its Schema has it. */
export const replied = <S extends Schema.Codec<unknown, unknown>>(reply: S) => {
  const decode = Schema.decodeUnknownEffect(reply)
  return (done: { readonly reply: unknown }): Effect.Effect<S["Type"]> => Effect.orDie(decode(done.reply))
}

interface Command {
  readonly _tag: string
}

export class Sending {
  readonly #cells: Cells

  constructor(cells: Cells) {
    this.#cells = cells
  }

  /** Answers what the actor replied. */
  reply<S extends Schema.Codec<unknown, unknown>>(
    request: HttpServerRequest.HttpServerRequest,
    to: ActorRef,
    command: Command,
    reply: S
  ) {
    return answer(Effect.flatMap(this.#send(request, to, command), replied(reply)))
  }

  /** Answers that it is done: for commands that have nothing to reply. */
  done(request: HttpServerRequest.HttpServerRequest, to: ActorRef, command: Command) {
    return answer(Effect.map(this.#send(request, to, command), ({ seq, at }) => ({ seq, at })))
  }

  #send(request: HttpServerRequest.HttpServerRequest, to: ActorRef, command: Command) {
    const cells = this.#cells
    return Effect.gen(function* () {
      const person = yield* Caller
      return yield* cells.send(person, to, command, yield* writer(request, person))
    }) satisfies Effect.Effect<unknown, Refusal, Caller>
  }
}
