/**
 * What a sitting takes from inside, what happens to it, and what it keeps. What its people may send and see is in
 * `protocol/exam.ts`.
 */
import { Schema } from "effect"
import { ExamCommand, ExamPhase } from "../../protocol/exam.ts"
import { AssessmentId, AttemptId, CourseId, SittingId, UserId } from "../../protocol/ids.ts"
import { Instant } from "../../protocol/time.ts"

/** A sitting as the catalogue says. */
export const SittingFacts = Schema.Struct({
  sittingId: SittingId,
  assessmentId: AssessmentId,
  courseId: CourseId,
  title: Schema.String,
  opensAt: Instant,
  closesAt: Schema.NullOr(Instant),
  closeCuts: Schema.Boolean,
  lateEntry: Schema.Boolean,
  proctors: Schema.Array(UserId)
})
export type SittingFacts = typeof SittingFacts.Type

// Commands from inside; `prepare` adds the facts, so that whoever schedules need only name the sitting

/** After the catalogue's row was written or changed. */
export const Schedule = Schema.TaggedStruct("Schedule", { facts: Schema.optionalKey(SittingFacts) })
/** From an attempt that was created for this sitting. */
export const Register = Schema.TaggedStruct("Register", {
  attemptId: AttemptId,
  userId: UserId,
  number: Schema.Int,
  at: Instant,
  sourceSeq: Schema.Int,
  facts: Schema.optionalKey(SittingFacts)
})
export const Alarm = Schema.TaggedStruct("Alarm", {})

export const ExamInternal = Schema.Union([ExamCommand, Schedule, Register, Alarm])
export type ExamInternal = typeof ExamInternal.Type

// Events

export const ExamEvent = Schema.Union([
  /** The first time and whenever the catalogue's facts changed. */
  Schema.TaggedStruct("Scheduled", { facts: SittingFacts, at: Instant }),
  Schema.TaggedStruct("ProctorAssigned", { userId: UserId, at: Instant }),
  Schema.TaggedStruct("Registered", { attemptId: AttemptId, userId: UserId, number: Schema.Int, at: Instant }),
  Schema.TaggedStruct("Opened", { at: Instant }),
  Schema.TaggedStruct("Closed", { at: Instant }),
  /** The room as it is was told to those registered from place `from` up to `to`. */
  Schema.TaggedStruct("Told", { from: Schema.Int, to: Schema.Int, at: Instant })
])
export type ExamEvent = typeof ExamEvent.Type

// State

export const Registration = Schema.Struct({
  attemptId: AttemptId,
  userId: UserId,
  number: Schema.Int,
  registeredAt: Instant,
  releasedAt: Schema.NullOr(Instant)
})
export type Registration = typeof Registration.Type

const Absent = Schema.TaggedStruct("Absent", {})

const Present = Schema.TaggedStruct("Exam", {
  facts: SittingFacts,
  phase: ExamPhase,
  openedAt: Schema.NullOr(Instant),
  closedAt: Schema.NullOr(Instant),
  /** By user id; those the catalogue named and those assigned since. */
  proctors: Schema.Record(Schema.String, Schema.Struct({ assignedAt: Instant })),
  /** In order of registration; a change of the room is told along it. */
  registrations: Schema.mutable(Schema.Array(Registration)),
  /** How far the present room has been told; equal to the number of registrations when everyone knows. */
  told: Schema.Int,
  toldAt: Instant
})

export const ExamStateSchema = Schema.Union([Absent, Present])

type Mutable<T> = { -readonly [K in keyof T]: T[K] }
/** Changed in place by `evolve`, by nobody else. */
export type Exam = Mutable<Omit<typeof Present.Type, "proctors" | "registrations">> & {
  readonly proctors: Record<string, { readonly assignedAt: Instant }>
  readonly registrations: Array<Registration>
}
export type ExamActorState = typeof Absent.Type | Exam
