/** The attempt: one person's try at an assessment, from its paper to its grade. */
import { AttemptCommand, attemptAudiences } from "../../protocol/attempt.ts"
import type { ActorDefinition } from "../actor.ts"
import { audienceOf, mayCommand } from "./access.ts"
import { alarm, decide } from "./behaviour.ts"
import { type AttemptActorState, AttemptEvent, AttemptInternal, AttemptStateSchema } from "./contract.ts"
import { evolve } from "./evolve.ts"
import { jobs } from "./grading.ts"
import { prepare } from "./prepare.ts"
import { project } from "./projection.ts"
import { react } from "./reactions.ts"
import { feeds, presence } from "./wall-row.ts"
import { render, view } from "./view.ts"

export const attempt: ActorDefinition<AttemptActorState, AttemptCommand, AttemptInternal, AttemptEvent> = {
  type: "attempt",
  eventVersion: 1,
  stateVersion: 1,
  wire: AttemptCommand,
  internal: AttemptInternal,
  event: AttemptEvent,
  state: AttemptStateSchema,
  initial: () => ({ _tag: "Absent" }),
  prepare,
  decide,
  evolve,
  alarm,
  mayCommand,
  audienceOf,
  audiences: attemptAudiences,
  view,
  render,
  project,
  react,
  feeds,
  jobs,
  presence,
  settling: new Set(),
  urgent: new Set(["SaveAnswer", "Submit"]),
  authors: (state) => (state._tag === "Absent" ? [] : [state.userId])
}
