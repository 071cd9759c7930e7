/**
 * The course actor in its own terms. It is the one place where seats are given, so that no race can overfill a course.
 * Outlines of versions are kept here once and handed to each learner who enrols in them.
 */
import { Schema } from "effect"
import { CourseId, UserId, VersionId } from "../../protocol/ids.ts"
import {
  Admit,
  Announce,
  CancelRequest,
  CourseStatus,
  DecideRequest,
  EnrolmentMode,
  InvitationId,
  LeaveWaitList,
  MoveLearners,
  Remove,
  RequestEnrolment,
  Withdraw
} from "../../protocol/course.ts"
import { line } from "../../protocol/text.ts"
import { Instant } from "../../protocol/time.ts"
import { wordsOrErased } from "../../protocol/words.ts"
import { ModuleOutline } from "../learner/contract.ts"

const whole = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))

/** What the catalogue says of a course, without its outline. */
const offer = {
  versionId: VersionId,
  title: line(255),
  status: CourseStatus,
  capacity: Schema.NullOr(whole),
  priced: Schema.Boolean,
  mode: EnrolmentMode,
  waitList: Schema.Boolean
}
export const Offer = Schema.Struct(offer)
export type Offer = typeof Offer.Type

/** From the catalogue whenever a course is published, superseded, archived or changes its seats. */
export const Release = Schema.TaggedStruct("Release", { offer: Offer, modules: Schema.Array(ModuleOutline) })

/** What `prepare` brings along for somebody who is to have a seat: the offer at this moment, and how they stand to it. */
const brought = {
  offer: Offer,
  modules: Schema.Array(ModuleOutline),
  timeZone: Schema.String,
  /** The course has a price, and this person has been granted it. */
  granted: Schema.Boolean,
  /** Courses to be completed first that are not. */
  missing: Schema.Array(Schema.Struct({ id: CourseId, title: Schema.String }))
}
const Brought = Schema.Struct(brought)
export type OfferBrought = typeof Brought.Type

const prepared = <Tag extends string, Fields extends Schema.Struct.Fields>(tag: Tag, fields: Fields) =>
  Schema.TaggedStruct(tag, { ...fields, ...brought })

/** `MoveLearners` as `prepare` completes it. */
export const MoveLearnersPrepared = Schema.TaggedStruct("MoveLearners", {
  ...MoveLearners.fields,
  title: line(255),
  modules: Schema.Array(ModuleOutline)
})

/** Rings while an announcement is being delivered. */
export const Alarm = Schema.TaggedStruct("Alarm", {})

export const CourseInternal = Schema.Union([
  prepared("Enrol", {}),
  prepared("JoinWaitList", {}),
  prepared("RequestEnrolment", { note: RequestEnrolment.fields.note }),
  prepared("AcceptInvitation", { invitation: InvitationId }),
  prepared("DecideRequest", {
    userId: DecideRequest.fields.userId,
    approved: DecideRequest.fields.approved,
    reason: DecideRequest.fields.reason
  }),
  prepared("Admit", { userId: Admit.fields.userId }),
  Remove,
  Withdraw,
  LeaveWaitList,
  CancelRequest,
  Announce,
  MoveLearnersPrepared,
  Release,
  Alarm
])
export type CourseInternal = typeof CourseInternal.Type

export const CourseEvent = Schema.Union([
  Schema.TaggedStruct("OfferChanged", { offer: Offer }),
  /** A version's outline, seen for the first time. Published versions never change. */
  Schema.TaggedStruct("VersionLearnt", { versionId: VersionId, title: line(255), modules: Schema.Array(ModuleOutline) }),
  Schema.TaggedStruct("SeatTaken", {
    userId: UserId,
    versionId: VersionId,
    timeZone: Schema.String,
    /** Of who had waited. */
    ticket: Schema.optionalKey(whole),
    at: Instant
  }),
  /** They go on in another version; their seat is the same. */
  Schema.TaggedStruct("SeatMoved", { userId: UserId, versionId: VersionId, at: Instant }),
  Schema.TaggedStruct("SeatFreed", { userId: UserId, at: Instant }),
  Schema.TaggedStruct("WaitListJoined", { userId: UserId, ticket: whole, timeZone: Schema.String, at: Instant }),
  Schema.TaggedStruct("WaitListLeft", { userId: UserId, ticket: whole, at: Instant }),
  Schema.TaggedStruct("EnrolmentRequested", {
    userId: UserId,
    timeZone: Schema.String,
    note: Schema.NullOr(wordsOrErased(Schema.String)),
    at: Instant
  }),
  Schema.TaggedStruct("RequestCancelled", { userId: UserId, at: Instant }),
  Schema.TaggedStruct("RequestDecided", {
    userId: UserId,
    by: UserId,
    approved: Schema.Boolean,
    reason: Schema.NullOr(Schema.String),
    requestedAt: Instant,
    at: Instant
  }),
  Schema.TaggedStruct("InvitationAccepted", { invitation: InvitationId, userId: UserId, at: Instant }),
  Schema.TaggedStruct("Announced", {
    number: Schema.Int,
    by: UserId,
    text: wordsOrErased(Schema.String),
    at: Instant
  }),
  /** An announcement went to the inboxes of these; `more`: there are others, at `next`. */
  Schema.TaggedStruct("Delivered", {
    number: Schema.Int,
    to: Schema.Array(UserId),
    more: Schema.Boolean,
    next: Instant
  })
])
export type CourseEvent = typeof CourseEvent.Type

export const Member = Schema.Struct({
  versionId: VersionId,
  enrolledAt: Instant,
  withdrawnAt: Schema.NullOr(Instant)
})
export type Member = typeof Member.Type

export const Announcement = Schema.Struct({ by: UserId, at: Instant, text: wordsOrErased(Schema.String) })
export type Announcement = typeof Announcement.Type

export const Version = Schema.Struct({ title: line(255), modules: Schema.Array(ModuleOutline) })
export type Version = typeof Version.Type

export const Delivery = Schema.Struct({ number: Schema.Int, after: Schema.Int, next: Instant })
export type Delivery = typeof Delivery.Type

/** Somebody on the wait list; tickets only rise, so that they are its order. */
export const Waiting = Schema.Struct({ userId: UserId, ticket: whole, timeZone: Schema.String, since: Instant })
export type Waiting = typeof Waiting.Type

export const Request = Schema.Struct({
  at: Instant,
  timeZone: Schema.String,
  note: Schema.NullOr(wordsOrErased(Schema.String))
})
export type Request = typeof Request.Type

export const CourseState = Schema.Struct({
  courseId: CourseId,
  /** Unknown until the catalogue has spoken or somebody has enrolled. */
  offer: Schema.NullOr(Offer),
  versions: Schema.Record(Schema.String, Version),
  members: Schema.Record(Schema.String, Member),
  taken: whole,
  waiting: Schema.Record(Schema.String, Waiting),
  /** The last one given. */
  tickets: whole,
  /** Those that await a decision. */
  requests: Schema.Record(Schema.String, Request),
  /** Who accepted which: each is good once. */
  invitations: Schema.Record(Schema.String, UserId),
  announcements: Schema.Record(Schema.String, Announcement),
  announced: whole,
  /** Announcements that are not in every inbox yet, the oldest first: who has it, up to whom, and when the next have theirs. */
  deliveries: Schema.Array(Delivery)
})
export interface CourseState {
  courseId: CourseId
  offer: Offer | null
  versions: Record<string, Version>
  members: Record<string, Member>
  taken: number
  waiting: Record<string, Waiting>
  tickets: number
  requests: Record<string, Request>
  invitations: Record<string, UserId>
  announcements: Record<string, Announcement>
  announced: number
  deliveries: ReadonlyArray<Delivery>
}
