/** The exam: one sitting, a scheduled room in which attempts wait, are let in and, where its close cuts, end. */
import { ExamCommand, examAudiences } from "../../protocol/exam.ts"
import type { ActorDefinition } from "../actor.ts"
import { audienceOf, mayCommand } from "./access.ts"
import { authors } from "./acting.ts"
import { alarm, decide } from "./behaviour.ts"
import { type ExamActorState, ExamEvent, ExamInternal, ExamStateSchema } from "./contract.ts"
import { evolve } from "./evolve.ts"
import { prepare } from "./prepare.ts"
import { project } from "./projection.ts"
import { react } from "./reactions.ts"
import { upcastEvent, upcastState } from "./upcast.ts"
import { render, view } from "./view.ts"

export const exam: ActorDefinition<ExamActorState, ExamCommand, ExamInternal, ExamEvent> = {
  type: "exam",
  eventVersion: 2,
  stateVersion: 2,
  upcastEvent,
  upcastState,
  wire: ExamCommand,
  internal: ExamInternal,
  event: ExamEvent,
  state: ExamStateSchema,
  initial: () => ({ _tag: "Absent" }),
  prepare,
  decide,
  evolve,
  alarm,
  mayCommand,
  audienceOf,
  audiences: examAudiences,
  view,
  render,
  project,
  react,
  feeds: () => [],
  jobs: () => [],
  settling: new Set(),
  urgent: new Set(),
  authors
}
