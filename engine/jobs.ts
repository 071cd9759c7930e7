/** Work that is done outside the cells because it takes long, and whose result comes back as an internal command. */
import { Context, Data, type Effect } from "effect"
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
