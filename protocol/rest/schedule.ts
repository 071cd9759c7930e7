/** Sittings as they are planned: when, where, for whom, and what they ask. By instructors, for their own courses. */
import { Schema } from "effect"
import { ExamPhase, RoomRules } from "../exam.ts"
import { AssessmentId, CourseId, SittingId, UserId } from "../ids.ts"
import { line } from "../text.ts"
import { Moment } from "./request.ts"

const whole = (maximum: number) => Schema.Int.check(Schema.isBetween({ minimum: 0, maximum }))
export const people = Schema.Array(UserId).check(Schema.isMaxLength(5_000))
const year = 365 * 24 * 60

/** What a sitting asks of its attempts, as it is written. */
const rules = {
  /** CIDR; none: from anywhere. */
  addresses: Schema.Array(Schema.String).check(Schema.isMaxLength(100)),
  check: Schema.Boolean,
  review: RoomRules.fields.review,
  second_reviewer: Schema.Boolean,
  jitter_seconds: whole(600),
  adjudication_minutes: whole(year),
  reopening_minutes: whole(year)
}
const plan = {
  title: line(255),
  opens_at: Moment,
  closes_at: Schema.NullOr(Moment),
  close_cuts: Schema.Boolean,
  late_entry: Schema.Boolean,
  room: Schema.NullOr(line(255)),
  series: Schema.NullOr(line(255)),
  ...rules
}

/** A password is told to nobody, only that there is one. `learners: null`: everybody who is enrolled. */
export const SittingPlan = Schema.Struct({
  id: SittingId,
  assessment_id: AssessmentId,
  course_id: CourseId,
  ...plan,
  has_password: Schema.Boolean,
  proctors: Schema.Array(UserId),
  learners: Schema.NullOr(Schema.Array(UserId)),
  status: ExamPhase,
  created_by: Schema.NullOr(UserId),
  /** Rises with each change of the plan: `"r<revision>"` in `If-Match`. */
  revision: Schema.Int
})
export type SittingPlan = typeof SittingPlan.Type

const { title, opens_at, ...more } = plan
const change = {
  title: Schema.optionalKey(title),
  opens_at: Schema.optionalKey(opens_at),
  closes_at: Schema.optionalKey(more.closes_at),
  close_cuts: Schema.optionalKey(more.close_cuts),
  late_entry: Schema.optionalKey(more.late_entry),
  room: Schema.optionalKey(more.room),
  series: Schema.optionalKey(more.series),
  /** `null` takes it away. */
  password: Schema.optionalKey(Schema.NullOr(line(200))),
  addresses: Schema.optionalKey(more.addresses),
  check: Schema.optionalKey(more.check),
  review: Schema.optionalKey(more.review),
  second_reviewer: Schema.optionalKey(more.second_reviewer),
  jitter_seconds: Schema.optionalKey(more.jitter_seconds),
  adjudication_minutes: Schema.optionalKey(more.adjudication_minutes),
  reopening_minutes: Schema.optionalKey(more.reopening_minutes)
}
/** Before the room opens; while it is open, `closes_at` alone. */
export const SittingChange = Schema.Struct(change)
export type SittingChange = typeof SittingChange.Type

/** What is left out is as `SittingPlan` shows it afterwards. */
export const SittingDraft = Schema.Struct({
  ...change,
  title,
  opens_at,
  proctors: Schema.optionalKey(people),
  learners: Schema.optionalKey(people)
})
export type SittingDraft = typeof SittingDraft.Type
