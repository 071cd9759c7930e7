/** The course actor, put together. */
import { CourseCommand } from "../../protocol/course.ts"
import { CourseId } from "../../protocol/ids.ts"
import type { ActorDefinition } from "../actor.ts"
import { audienceOf, audiences, mayCommand } from "./access.ts"
import { decide, evolve } from "./behaviour.ts"
import { CourseEvent, CourseInternal, CourseState } from "./contract.ts"
import { prepare } from "./prepare.ts"
import { project } from "./projection.ts"
import { react } from "./reactions.ts"
import { render, view } from "./view.ts"

export const course: ActorDefinition<CourseState, CourseCommand, CourseInternal, CourseEvent> = {
  type: "course",
  eventVersion: 1,
  stateVersion: 1,
  wire: CourseCommand,
  internal: CourseInternal,
  event: CourseEvent,
  state: CourseState,
  initial: (self) => ({
    courseId: CourseId.make(self.id),
    offer: null,
    versions: {},
    members: {},
    taken: 0,
    announcements: {},
    announced: 0
  }),
  prepare,
  decide,
  evolve,
  alarm: () => undefined,
  mayCommand,
  audienceOf,
  audiences,
  view,
  render,
  project,
  react: (event, state, _self, seq) => react(event, state, seq),
  feeds: () => [],
  jobs: () => [],
  settling: new Set(["Enrol", "Withdraw"]),
  urgent: new Set<string>(),
  authors: (state) => [...new Set(Object.values(state.announcements).map((announcement) => announcement.by))]
}
