/** Stoa's client SDK for browsers and Node. `StoaClient` is where to start; Node's file store is in `file-store.ts`. */
export { compareNames } from "./by-name.ts"
export { StoaClient, type StoaOptions } from "./stoa-client.ts"
export { StoaError, type StoaErrorCode } from "./stoa-error.ts"
export type { Account } from "./session.ts"
export type { ConnectionState } from "./connection.ts"
export type { Watched } from "./subscription.ts"
export type { Watchable } from "./subscriptions.ts"
export type { FeedSeen } from "./feed-replica.ts"
export type { Settled, Unsettled } from "./outbox.ts"
export type { Learner, LearnerSeen, Studied } from "./learner.ts"
export type { Course, CourseSeen } from "./course.ts"
export type { Attempt, Beginning, LostAnswer } from "./attempt.ts"
export type { AttemptSeen } from "./attempt-seen.ts"
export type { Clearing, ProctoredAttempt } from "./proctored-attempt.ts"
export type { Standing } from "./standing.ts"
export { stageOf, type Stage } from "./stage.ts"
export { standsStill, timeKeptIn, timeLeftAt } from "./time-left.ts"
export type { Surroundings } from "./check.ts"
export type { Observation } from "./signals.ts"
export type { EventSource, Page, PageDocument, PageWindow } from "./page.ts"
export { outstanding, type Exam, type ExamSeen } from "./exam.ts"
export {
  attentions,
  filterWall,
  gapAt,
  sortWall,
  wallLine,
  wallLines,
  type Attention,
  type WallFilter,
  type WallLine,
  type WallMoment,
  type WallOrder
} from "./wall.ts"
export type { Accounts } from "./accounts.ts"
export type { Sending } from "./files.ts"
export type { CourseFilter, Listed, Rest } from "./rest.ts"
export { memoryStore, type Store } from "./store.ts"
export { indexedStore, localStore } from "./browser-store.ts"
export { acrossTabs, withinProcess, type Exclusive } from "./exclusive.ts"
export type { Chance, Timers } from "./timers.ts"
export type { OpenSocket, Socket, SocketHandlers } from "./socket.ts"
