/**
 * An exam sitting as it crosses the wire: a scheduled room that opens, lets waiting attempts begin, and closes. Its
 * wall is a feed of the attempts' rows (`WallRow` in `attempt.ts`), not part of its view.
 */
import { Schema } from "effect"
import { AssessmentId, CourseId, SittingId, UserId } from "./ids.ts"
import { Instant } from "./time.ts"

export const examPhases = ["scheduled", "open", "closed"] as const
export const ExamPhase = Schema.Literals(examPhases)
export type ExamPhase = (typeof examPhases)[number]

// Commands: a proctor of the sitting, an instructor of its course or an administrator

export const Open = Schema.TaggedStruct("Open", {})
export const Close = Schema.TaggedStruct("Close", {})
/** An instructor of the course or an administrator. */
export const AssignProctor = Schema.TaggedStruct("AssignProctor", { userId: UserId })
export const ExamCommand = Schema.Union([Open, Close, AssignProctor])
export type ExamCommand = typeof ExamCommand.Type

export const OpenReply = Schema.Struct({ openedAt: Instant })
export type OpenReply = typeof OpenReply.Type
export const CloseReply = Schema.Struct({ closedAt: Instant })
export type CloseReply = typeof CloseReply.Type
export const AssignProctorReply = Schema.Struct({ assignedAt: Instant })
export type AssignProctorReply = typeof AssignProctorReply.Type

// Views

const room = {
  sittingId: SittingId,
  assessmentId: AssessmentId,
  courseId: CourseId,
  title: Schema.String,
  phase: ExamPhase,
  opensAt: Instant,
  closesAt: Schema.optionalKey(Instant),
  closeCuts: Schema.Boolean,
  lateEntry: Schema.Boolean,
  openedAt: Schema.optionalKey(Instant),
  closedAt: Schema.optionalKey(Instant)
}

/** Says nothing of the others in the room: five hundred arrivals would otherwise be told to five hundred people. */
export const ExamCandidateView = Schema.Struct(room)
export type ExamCandidateView = typeof ExamCandidateView.Type

export const Candidate = Schema.Struct({ learnerId: UserId, number: Schema.Int, registeredAt: Instant })
export type Candidate = typeof Candidate.Type

export const ExamProctorView = Schema.Struct({
  ...room,
  /** By user id. */
  proctors: Schema.Record(Schema.String, Schema.Struct({ assignedAt: Instant })),
  /** By attempt id. */
  candidates: Schema.Record(Schema.String, Candidate),
  registered: Schema.Int
})
export type ExamProctorView = typeof ExamProctorView.Type

export const examAudiences = ["candidates", "proctors"] as const
export type ExamAudience = (typeof examAudiences)[number]
