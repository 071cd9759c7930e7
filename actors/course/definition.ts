/** The course actor, put together. */
import { CourseCommand } from "../../protocol/course.ts"
import { CourseId } from "../../protocol/ids.ts"
import type { ActorDefinition } from "../actor.ts"
import { audienceOf, audiences, mayCommand } from "./access.ts"
import { decide, evolve } from "./behaviour.ts"
import { CourseEvent, CourseInternal, CourseState } from "./contract.ts"
import { nextDelivery } from "./delivering.ts"
import { prepare } from "./prepare.ts"
import { project } from "./projection.ts"
import { react } from "./reactions.ts"
import { upcastEvent, upcastState } from "./upcast.ts"
import { render, view } from "./view.ts"

export const course: ActorDefinition<CourseState, CourseCommand, CourseInternal, CourseEvent> = {
  type: "course",
  eventVersion: 2,
  stateVersion: 3,
  upcastEvent,
  upcastState,
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
    waiting: {},
    tickets: 0,
    requests: {},
    invitations: {},
    announcements: {},
    announced: 0,
    deliveries: []
  }),
  prepare,
  decide,
  evolve,
  alarm: nextDelivery,
  mayCommand,
  audienceOf,
  audiences,
  view,
  render,
  project,
  react: (event, state, _self, seq) => react(event, state, seq),
  feeds: () => [],
  jobs: () => [],
  settling: new Set([
    "Enrol",
    "Withdraw",
    "MoveLearners",
    "JoinWaitList",
    "AcceptInvitation",
    "DecideRequest",
    "Admit",
    "Remove"
  ]),
  urgent: new Set<string>(),
  authors: (state) => [
    ...new Set([
      ...Object.values(state.announcements).map((announcement) => announcement.by),
      ...Object.values(state.requests).flatMap(({ note }) => (note === null ? [] : [note.by]))
    ])
  ]
}
