/** Work that is done outside the cells because it takes long, and whose result comes back as an internal command. */
import { Context, Data, type Effect, Option, Schema } from "effect"
import type { Job, Tagged } from "../actors/actor.ts"
import type { Refusal } from "../protocol/errors.ts"

export class JobFailed extends Data.TaggedError("JobFailed")<{ readonly message: string }> {}

export class Jobs extends Context.Service<
  Jobs,
  {
    /** Answers the internal command that tells the actor what came of it. */
    readonly run: (job: Job) => Effect.Effect<Tagged, JobFailed | Refusal>
  }
>()("stoa/engine/Jobs") {}

const decodeAsked = Schema.decodeUnknownOption(Schema.Struct({ paperHash: Schema.String }))

/** What the actor is told when its job came to nothing (S6): it falls back, shows that, and asks again by its alarm. */
export const failure = ({ input }: Job, message: string): (Tagged & { readonly message: string }) | undefined => {
  const asked = decodeAsked(input)
  return Option.isNone(asked) ? undefined : { _tag: "GradingFailed", ...asked.value, message }
}
