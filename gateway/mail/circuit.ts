/** The circuit breaker before the mail server: five failures in a row, and nothing is tried for a minute. */
import { Cause, Context, Duration, Effect, Exit, Layer, Option } from "effect"
import { CircuitBreaker } from "effect/persistence"
import { Circuits, type CircuitState } from "../circuits.ts"
import { MailAway, type MailRefused } from "./postman.ts"

export class MailCircuit extends Context.Service<
  MailCircuit,
  {
    /** For health: `not configured` where mail goes to a folder. */
    readonly state: Effect.Effect<CircuitState | "not configured">
    /** How long nothing will be tried, in ms; 0: something may be. */
    readonly pauseMs: Effect.Effect<number>
    /** Runs it unless the circuit is open; a mail that is refused for itself counts as the server being well. */
    readonly guard: <A>(delivery: Effect.Effect<A, MailRefused | MailAway>) => Effect.Effect<A, MailRefused | MailAway>
  }
>()("stoa/gateway/MailCircuit") {
  static readonly none = Layer.succeed(
    MailCircuit,
    MailCircuit.of({ state: Effect.succeed("not configured"), pauseMs: Effect.succeed(0), guard: (delivery) => delivery })
  )

  static readonly layer = Layer.effect(
    MailCircuit,
    Effect.gen(function* () {
      const breaker = yield* CircuitBreaker.make({ tripPolicy: CircuitBreaker.consecutive(5), openDuration: "60 seconds" })
      const key = "smtp"
      const read = Effect.orDie(breaker.state(key))
      const state = Effect.map(read, ({ _tag }): CircuitState =>
        _tag === "Closed" ? "closed" : _tag === "Open" ? "open" : "half_open"
      )
      yield* (yield* Circuits).add(key, state)
      const isWell = <A>(exit: Exit.Exit<A, MailRefused | MailAway>): boolean =>
        Exit.isSuccess(exit) || Option.getOrUndefined(Cause.findErrorOption(exit.cause))?._tag === "MailRefused"
      const classify = <A>(exit: Exit.Exit<A, MailRefused | MailAway>) =>
        isWell(exit) ? CircuitBreaker.success : CircuitBreaker.failure()
      return MailCircuit.of({
        state,
        pauseMs: Effect.map(read, (state) => (state._tag === "Open" ? Math.ceil(Duration.toMillis(state.retryAfter)) : 0)),
        guard: (delivery) =>
          delivery.pipe(
            breaker.execute({ key, classify }),
            Effect.catchTag("CircuitBreakerError", ({ reason }) =>
              Effect.fail(
                new MailAway({
                  message: "the mail server failed five times in a row; nothing is tried for a minute",
                  retryAfterMs: reason._tag === "CircuitOpen" ? Math.ceil(Duration.toMillis(reason.retryAfter)) : 1_000
                })
              )
            )
          )
      })
    })
  ).pipe(Layer.provide(CircuitBreaker.layerStoreMemory()))
}
