/** The learner actor, put together. */
import { UserId } from "../../protocol/ids.ts"
import { LearnerCommand } from "../../protocol/learner.ts"
import type { ActorDefinition } from "../actor.ts"
import { audienceOf, audiences, mayCommand } from "./access.ts"
import { alarm, decide } from "./behaviour.ts"
import { LearnerEvent, LearnerInternal, LearnerState } from "./contract.ts"
import { evolve } from "./history.ts"
import { prepare } from "./prepare.ts"
import { feeds, project } from "./projection.ts"
import { react } from "./reactions.ts"
import { upcastState } from "./upcast.ts"
import { render, view } from "./view.ts"

export const learner: ActorDefinition<LearnerState, LearnerCommand, LearnerInternal, LearnerEvent> = {
  type: "learner",
  eventVersion: 1,
  stateVersion: 3,
  upcastState,
  wire: LearnerCommand,
  internal: LearnerInternal,
  event: LearnerEvent,
  state: LearnerState,
  initial: (self) => ({
    userId: UserId.make(self.id),
    courses: {},
    heard: {},
    sessions: {},
    sessionCount: 0,
    credited: [],
    vouched: [],
    streak: { timeZone: "UTC", current: 0, longest: 0, day: null, dayEndsAt: null, lapsesAt: null },
    assessments: {},
    activeExam: null,
    inbox: {},
    inboxBefore: {}
  }),
  prepare,
  decide,
  evolve,
  alarm,
  mayCommand,
  audienceOf,
  audiences,
  view,
  render,
  project,
  react: (event, state, _self, seq) => react(event, state, seq),
  feeds,
  jobs: () => [],
  settling: new Set(["StartAttempt"]),
  urgent: new Set<string>()
}
