/**
 * What a sitting takes from inside, what happens to it, and what it keeps. What its people may send and see is in
 * `protocol/exam.ts`.
 */
import { Schema } from "effect"
import { ActionId, ExamCommand, ExamPhase, GroupName, RoomPause, RoomRules, Terms } from "../../protocol/exam.ts"
import { AssessmentId, AttemptId, CourseId, SittingId, UserId } from "../../protocol/ids.ts"
import { Instant, Millis } from "../../protocol/time.ts"
import { wordsOrErased } from "../../protocol/words.ts"
import { Stretch, Walk } from "./walk.ts"
import { OrderedAction } from "../attempt/ordered-action.ts"

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
  proctors: Schema.Array(UserId),
  rules: RoomRules,
  /** Over how long those who wait are let in. */
  jitterMs: Millis,
  /** Who may start an attempt here; `null`: everybody enrolled. Held by the learner's actor, which starts it. */
  learners: Schema.NullOr(Schema.Array(UserId)),
  /** The assessment's own: only the warnings of T4 need it here. */
  limit: Schema.NullOr(Millis)
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
/** From an attempt: what it made of an action. `outcome` is "done" or the code of its refusal. */
export const Acted = Schema.TaggedStruct("Acted", {
  actionId: Schema.String,
  attemptId: AttemptId,
  outcome: Schema.String,
  sourceSeq: Schema.Int
})
export const Alarm = Schema.TaggedStruct("Alarm", {})

export const ExamInternal = Schema.Union([ExamCommand, Schedule, Register, Acted, Alarm])
export type ExamInternal = typeof ExamInternal.Type

// Events

const Said = wordsOrErased(Schema.String)

/** The whole room, or these. */
export const Addressed = Schema.Union([Schema.Literal("room"), Schema.Array(AttemptId)])
export type Addressed = typeof Addressed.Type

const by = { by: UserId, at: Instant }
/** `null`: the clock. */
const byOrClock = { by: Schema.NullOr(UserId), at: Instant }

export const ExamEvent = Schema.Union([
  /** The first time and whenever the catalogue's facts changed. */
  Schema.TaggedStruct("Scheduled", { facts: SittingFacts, at: Instant }),
  Schema.TaggedStruct("Registered", { attemptId: AttemptId, userId: UserId, number: Schema.Int, at: Instant }),
  // The room
  /** `jitterMs`: as it is at the opening; a later change lets nobody in later than they were told. */
  Schema.TaggedStruct("Opened", { ...byOrClock, jitterMs: Millis }),
  Schema.TaggedStruct("Closed", byOrClock),
  Schema.TaggedStruct("RoomPaused", { ...by, reason: Schema.String }),
  Schema.TaggedStruct("RoomResumed", { ...by, reason: Schema.NullOr(Schema.String) }),
  // Its proctors
  Schema.TaggedStruct("ProctorAssigned", { userId: UserId, at: Instant }),
  /** Ends their shift, and a handover from or to them. */
  Schema.TaggedStruct("ProctorUnassigned", { userId: UserId, at: Instant }),
  /** `relieves`: whose handover this one follows; their shift ends with it. */
  Schema.TaggedStruct("ShiftBegun", { userId: UserId, relieves: Schema.NullOr(UserId), at: Instant }),
  Schema.TaggedStruct("HandedOver", { from: UserId, to: UserId, note: Schema.NullOr(Said), at: Instant }),
  Schema.TaggedStruct("ShiftEnded", { userId: UserId, at: Instant }),
  // Terms
  Schema.TaggedStruct("GroupSet", { group: GroupName, members: Schema.Array(UserId), terms: Terms, ...by }),
  Schema.TaggedStruct("GroupRemoved", { group: GroupName, ...by }),
  Schema.TaggedStruct("TermsSet", { userId: UserId, terms: Schema.NullOr(Terms), ...by }),
  /** Who has an own opening up to `at` is let in. */
  Schema.TaggedStruct("WindowsOpened", { at: Instant }),
  // Actions
  /** `forgets`: the oldest one, when there are more than are kept. */
  Schema.TaggedStruct("ActionOrdered", {
    actionId: ActionId,
    on: Addressed,
    action: OrderedAction,
    targets: Schema.Int,
    forgets: Schema.NullOr(ActionId),
    ...by
  }),
  Schema.TaggedStruct("ActionAnswered", { actionId: Schema.String, attemptId: AttemptId, outcome: Schema.String, at: Instant }),
  // Walks along the registrations
  /** The room as it is was told to these; `since`: when the change was made. */
  Schema.TaggedStruct("Told", { along: Stretch, since: Instant, at: Instant }),
  /** The action was directed to these. */
  Schema.TaggedStruct("Directed", { actionId: ActionId, along: Stretch, at: Instant })
])
export type ExamEvent = typeof ExamEvent.Type
export type EventOf<Tag extends ExamEvent["_tag"]> = Extract<ExamEvent, { readonly _tag: Tag }>

// State

export const Registration = Schema.Struct({
  attemptId: AttemptId,
  userId: UserId,
  number: Schema.Int,
  registeredAt: Instant,
  /** When it was told that the room is open. */
  releasedAt: Schema.NullOr(Instant)
})
export type Registration = typeof Registration.Type

export const Duty = Schema.Struct({ assignedAt: Instant, onDutySince: Schema.NullOr(Instant) })
export const Handover = Schema.Struct({ from: UserId, to: UserId, note: Schema.NullOr(Said), at: Instant })
export const Group = Schema.Struct({ members: Schema.Array(UserId), terms: Terms })
export type Group = typeof Group.Type

export const Ordered = Schema.Struct({
  on: Addressed,
  action: OrderedAction,
  ...by,
  targets: Schema.Int,
  done: Schema.Int,
  /** By attempt id, the first thousand of them, and how many they are. */
  refused: Schema.Record(Schema.String, Schema.String),
  refusals: Schema.Int
})
export type Ordered = typeof Ordered.Type

const Absent = Schema.TaggedStruct("Absent", {})

const Present = Schema.TaggedStruct("Exam", {
  facts: SittingFacts,
  phase: ExamPhase,
  openedAt: Schema.NullOr(Instant),
  jitterMs: Millis,
  closedAt: Schema.NullOr(Instant),
  /** Closed for everybody, own windows or not. */
  closedByHand: Schema.Boolean,
  /** The last may be going on. */
  pauses: Schema.Array(RoomPause),
  /** By user id; those the catalogue named and those assigned since. */
  proctors: Schema.Record(Schema.String, Duty),
  /** Unassigned by hand: the scope of their log-in may still name this sitting. */
  dismissed: Schema.Array(UserId),
  handover: Schema.NullOr(Handover),
  /** In order of registration; walks go along it. */
  registrations: Schema.mutable(Schema.Array(Registration)),
  /** Places in `registrations`, by attempt and by learner. */
  placeOf: Schema.Record(Schema.String, Schema.Int),
  placesOf: Schema.Record(Schema.String, Schema.Array(Schema.Int)),
  /** By name, and the names by member. */
  groups: Schema.Record(Schema.String, Group),
  groupsOf: Schema.Record(Schema.String, Schema.Array(Schema.String)),
  /** Personal ones, by user id. */
  terms: Schema.Record(Schema.String, Terms),
  /** Up to where own openings were told, and the next one. */
  windowsOpenedTo: Instant,
  nextWindow: Schema.NullOr(Instant),
  /** By action id, and their ids from the oldest. */
  actions: Schema.Record(Schema.String, Ordered),
  actionOrder: Schema.mutable(Schema.Array(Schema.String)),
  /** The foremost is under way. */
  walks: Schema.Array(Walk),
  walkedAt: Instant
})

export const ExamStateSchema = Schema.Union([Absent, Present])

type Mutable<T> = { -readonly [K in keyof T]: T[K] }
type Collections =
  | "proctors"
  | "registrations"
  | "placeOf"
  | "placesOf"
  | "groups"
  | "groupsOf"
  | "terms"
  | "actions"
  | "actionOrder"
/** Changed in place by `evolve`, by nobody else. */
export type Exam = Mutable<Omit<typeof Present.Type, Collections>> & {
  readonly proctors: Record<string, typeof Duty.Type>
  readonly registrations: Array<Registration>
  readonly placeOf: Record<string, number>
  readonly placesOf: Record<string, ReadonlyArray<number>>
  readonly groups: Record<string, Group>
  readonly groupsOf: Record<string, ReadonlyArray<string>>
  readonly terms: Record<string, Terms>
  readonly actions: Record<string, Mutable<Omit<Ordered, "refused">> & { readonly refused: Record<string, string> }>
  readonly actionOrder: Array<string>
}
export type ExamActorState = typeof Absent.Type | Exam
