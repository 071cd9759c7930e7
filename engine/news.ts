/**
 * News of the catalogue for an actor: a command like any other, from the engine's own sender. Its number is the time of
 * the change in the catalogue, so that whoever tells first (the route that made the change, the look every few seconds)
 * tells once.
 */
import { offerOf } from "../actors/course/prepare.ts"
import { Effect, Schema } from "effect"
import type { Facts } from "../actors/facts.ts"
import type { Refusal } from "../protocol/errors.ts"
import { type ActorRef, actorRef, CommandId, type CourseId, Sender, type SittingId } from "../protocol/ids.ts"
import type { Engine, Outcome } from "./engine.ts"

const makeCommandId = Schema.decodeUnknownSync(CommandId)
export const newsSender = Sender.make("engine:seed")

export const tellNews = (
  engine: Engine["Service"],
  to: ActorRef,
  n: number,
  command: { readonly _tag: string; readonly [field: string]: unknown }
): Effect.Effect<Outcome> =>
  Effect.callback((resume) =>
    engine.submit(
      {
        to,
        id: makeCommandId({ sender: newsSender, n }),
        digest: "seed",
        command,
        principal: { _tag: "Engine", purpose: "seed" },
        receivedAt: engine.now()
      },
      (answer) => resume(Effect.succeed(answer))
    )
  )

/** `changed` is the sitting's time of change in the catalogue, in milliseconds. */
export const tellSitting = (engine: Engine["Service"], sitting: SittingId, changed: number): Effect.Effect<Outcome> =>
  tellNews(engine, actorRef("exam", sitting), changed, { _tag: "Schedule" })

/** A published or archived course as the catalogue has it; `changed` is its time of change there, in milliseconds. */
export const tellCourse = (
  engine: Engine["Service"],
  facts: Facts["Service"],
  course: CourseId,
  changed: number
): Effect.Effect<void, Refusal> =>
  Effect.gen(function* () {
    const fact = yield* facts.course(course)
    const outcome = yield* tellNews(engine, actorRef("course", course), changed, {
      _tag: "Release",
      offer: offerOf(fact),
      modules: fact.modules
    })
    if (outcome._tag === "Refusal") return yield* Effect.fail(outcome)
  })
