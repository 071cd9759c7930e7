/**
 * REST's way to the cells: a command with an outcome, a view once. The same commands, views and feeds as over the live
 * connection; a view read once is a watch that nobody renews.
 */
import { Effect, Schema } from "effect"
import type { HttpServerRequest } from "effect/http"
import { randomUUID } from "node:crypto"
import { refusalIn } from "../../actors/actor.ts"
import { type Done, Engine } from "../../engine/engine.ts"
import { refuse, type Refusal } from "../../protocol/errors.ts"
import { type ActorRef, type CommandId, Sender } from "../../protocol/ids.ts"
import type { FeedRef, SubscribedFeed } from "../../protocol/live.ts"
import type { Person } from "../../protocol/principal.ts"
import type { Instant } from "../../protocol/time.ts"
import type { Origin } from "../address.ts"
import { Audit } from "../audit.ts"
import { Digest } from "../live/digest.ts"
import { FeedGate } from "../feed-gate.ts"
import { maySend, policy } from "../policy.ts"
import { Arrival, originOf } from "./request.ts"

export const keyShape = /^[A-Za-z0-9_.-]{1,64}$/
const sender = Schema.decodeSync(Sender)

/** The commands of one request: one sender, counted in the order in which the request implies them. */
export interface Writer {
  readonly receivedAt: Instant
  readonly from: Origin
  readonly id: (n: number) => CommandId
  /** Whoever sends them puts them into the logs, all together. */
  readonly recordsItself?: boolean
}

/** An `Idempotency-Key` makes a repeated request the same commands again; without one each request is new. */
export const writer = (request: HttpServerRequest.HttpServerRequest, person: Person): Effect.Effect<Writer, Refusal> =>
  Effect.suspend(() => {
    const key = request.headers["idempotency-key"]
    if (key !== undefined && !keyShape.test(key)) return Effect.fail(refuse("invalid", { field: "Idempotency-Key" }))
    const { source } = request
    if (!(source instanceof Arrival)) return Effect.die(new Error("a request that did not come over the bridge"))
    const named = sender(`u${person.userId}:rest:${key ?? randomUUID()}`)
    return Effect.succeed({ receivedAt: source.receivedAt, from: originOf(request), id: (n) => ({ sender: named, n }) })
  })

export interface Seen<A> {
  readonly audience: string
  readonly seq: number
  readonly view: A
}

export class Cells {
  readonly #engine: Engine["Service"]
  readonly #audit: typeof Audit.Service
  readonly #digest: typeof Digest.Service
  readonly #gate: FeedGate

  static readonly make = Effect.gen(function* () {
    return new Cells(yield* Engine, yield* Audit, yield* Digest)
  })

  private constructor(engine: Engine["Service"], audit: typeof Audit.Service, digest: typeof Digest.Service) {
    this.#engine = engine
    this.#audit = audit
    this.#digest = digest
    this.#gate = new FeedGate(engine, policy)
  }

  /** `command` is a decoded wire command of the actor's type; `n` its place among the request's commands. */
  send(person: Person, to: ActorRef, command: { readonly _tag: string }, by: Writer, n = 1): Effect.Effect<Done, Refusal> {
    return Effect.callback((resume) => {
      const refusal = maySend(person, to.type, command._tag)
      if (refusal !== undefined) return resume(Effect.fail(refusal))
      const request = { to, id: by.id(n), digest: this.#digest(command), command, principal: person, receivedAt: by.receivedAt }
      this.#engine.submit(request, (outcome) => {
        if (outcome._tag === "Refusal") return resume(Effect.fail(outcome))
        const refused = refusalIn(outcome.reply)
        if (refused !== undefined) return resume(Effect.fail(refused))
        if (by.recordsItself === true) return resume(Effect.succeed(outcome))
        this.#audit({ person, to, command, seq: outcome.seq, from: by.from }, (recorded) =>
          resume(recorded ? Effect.succeed(outcome) : Effect.fail(refuse("unavailable", { retryAfterMs: 1_000 })))
        )
      })
    })
  }

  /** The view of whichever audience the person belongs to, read as one of `views`. */
  see<S extends Schema.Codec<unknown, unknown>>(
    person: Person,
    ref: ActorRef,
    views: S
  ): Effect.Effect<Seen<S["Type"]>, Refusal> {
    const decode = Schema.decodeUnknownEffect(views)
    return Effect.callback<Seen<unknown>, Refusal>((resume) =>
      this.#engine.watch(ref, person, undefined, (answer) => {
        switch (answer._tag) {
          case "Snapshot":
            return resume(Effect.succeed({ audience: answer.audience, seq: answer.seq, view: answer.view }))
          case "Resumed":
            return resume(Effect.die(new Error("a resumption nobody asked for")))
          case "Refusal":
            return resume(Effect.fail(answer))
        }
      })
    ).pipe(
      Effect.flatMap(({ audience, seq, view }) =>
        Effect.map(Effect.orDie(decode(view)), (decoded) => ({ audience, seq, view: decoded }))
      )
    )
  }

  feed(person: Person, ref: FeedRef): Effect.Effect<SubscribedFeed, Refusal> {
    return Effect.callback((resume) => {
      this.#gate.ask(ref, person, (refusal) => {
        if (refusal !== undefined) return resume(Effect.fail(refusal))
        this.#engine.watchFeed(ref, (answer) => resume(answer._tag === "Feed" ? Effect.succeed(answer) : Effect.fail(answer)))
      })
    })
  }
}
