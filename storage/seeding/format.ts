/**
 * The academy file format: what stands in `academy.json`, in each course's `course.json` and in its assessments.
 * `docs/guides/seeding.md` is its manual. Unknown fields are refused, so that a misspelt one is not silently ignored.
 */
import { Schema } from "effect"
import { AssessmentSettings, Bank } from "../../protocol/assessment.ts"
import { RoomRules } from "../../protocol/exam.ts"
import { Role } from "../../protocol/principal.ts"
import { line, text } from "../../protocol/text.ts"
import { isAddressRange } from "../catalogue/address-range.ts"

/** A name within a file: stable, since it decides whether something is there already. */
const Key = Schema.String.check(Schema.isPattern(/^[a-z0-9][a-z0-9-]{0,59}$/))
/** A file of the course's own folder. */
const markdownFile = Schema.String.check(Schema.isPattern(/^[A-Za-z0-9][A-Za-z0-9_-]{0,80}\.md$/))
const jsonFile = Schema.String.check(Schema.isPattern(/^[A-Za-z0-9][A-Za-z0-9_-]{0,80}\.json$/))

const Email = text(255).check(Schema.isPattern(/^[^\sA-Z@]+@[^\sA-Z@]+\.[^\sA-Z@]+$/))
const TimeZone = text(64).check(
  Schema.makeFilter<string>((name) => knownTimeZone(name) || "must be an IANA time zone such as Europe/Berlin")
)
const knownTimeZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== ""
  } catch {
    return false
  }
}

export const Account = Schema.Struct({
  email: Email,
  role: Role,
  firstName: line(100),
  lastName: line(100),
  timeZone: Schema.optionalKey(TimeZone),
  organization: Schema.optionalKey(line(255)),
  /** Absent: one is drawn at random and written to the passwords file. */
  password: Schema.optionalKey(text(72).check(Schema.isMinLength(8)))
})
export type Account = typeof Account.Type

export const AcademyFile = Schema.Struct({
  academy: Key,
  accounts: Schema.Array(Account).check(Schema.isMaxLength(10_000)),
  /** Folders, each with a course.json. */
  courses: Schema.Array(Key).check(Schema.isMaxLength(1_000))
})
export type AcademyFile = typeof AcademyFile.Type

export const ModuleContent = Schema.Union([
  Schema.Struct({ kind: Schema.Literal("text"), file: markdownFile }),
  Schema.Struct({ kind: Schema.Literal("video"), lesson: Key }),
  Schema.Struct({ kind: Schema.Literal("quiz"), file: jsonFile }),
  Schema.Struct({ kind: Schema.Literal("exam"), file: jsonFile })
])

export const CourseModule = Schema.Struct({
  key: Key,
  title: line(255),
  description: Schema.optionalKey(text(2_000)),
  minutes: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 10_000 })),
  /** Present and false where the course counts as completed without it. */
  mandatory: Schema.optionalKey(Schema.Boolean),
  content: ModuleContent
})
export type CourseModule = typeof CourseModule.Type

const At = Schema.Union([
  Schema.Struct({ minutesAfterSeeding: Schema.Int.check(Schema.isGreaterThanOrEqualTo(0)) }),
  Schema.Struct({
    at: Schema.String.check(
      Schema.isPattern(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})$/),
      Schema.makeFilter<string>((at) => !Number.isNaN(Date.parse(at)) || "must be a date and time with a zone")
    )
  })
])
export type At = typeof At.Type

/** In minutes; up to a year. */
const span = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 525_600 }))

export const CourseSitting = Schema.Struct({
  key: Key,
  /** The key of the exam's module. */
  exam: Key,
  title: line(255),
  opens: At,
  closes: Schema.NullOr(At),
  /** May the close cut running attempts (T1)? Absent: yes. */
  closeCuts: Schema.optionalKey(Schema.Boolean),
  lateEntry: Schema.optionalKey(Schema.Boolean),
  proctors: Schema.Array(Email),
  /** Who may sit it; absent: everybody who is enrolled. */
  learners: Schema.optionalKey(Schema.Array(Email).check(Schema.isBetweenLength(1, 5_000))),
  room: Schema.optionalKey(line(255)),
  /** Sittings that belong together. */
  series: Schema.optionalKey(line(255)),
  password: Schema.optionalKey(line(200)),
  addresses: Schema.optionalKey(
    Schema.Array(
      Schema.String.check(Schema.makeFilter<string>((range) => isAddressRange(range) || "must be a range such as 10.1.0.0/16"))
    ).check(Schema.isMaxLength(100))
  ),
  /** Absent: no check before the start. */
  check: Schema.optionalKey(Schema.Boolean),
  /** Absent: those with a flag are reviewed, and a verdict takes two people. */
  review: Schema.optionalKey(RoomRules.fields.review),
  secondReviewer: Schema.optionalKey(Schema.Boolean),
  /** Over how long the learners are let in; absent: all at once. */
  jitterSeconds: Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 600 }))),
  /** How long late answers await a decision, and how long after expiry time may be granted; absent: a day, an hour. */
  adjudicationMinutes: Schema.optionalKey(span),
  reopeningMinutes: Schema.optionalKey(span)
})
export type CourseSitting = typeof CourseSitting.Type

export const CourseFile = Schema.Struct({
  key: Key,
  /** Published as it is and unchangeable from then on: raise it to publish other content. */
  version: Schema.Int.check(Schema.isGreaterThanOrEqualTo(1)),
  title: line(255),
  description: Schema.optionalKey(text(10_000)),
  category: Schema.optionalKey(line(100)),
  difficulty: Schema.optionalKey(line(50)),
  /** Two decimals; absent: free. */
  price: Schema.optionalKey(Schema.String.check(Schema.isPattern(/^\d{1,8}\.\d{2}$/))),
  /** Seats; absent: as many as come. */
  capacity: Schema.optionalKey(Schema.Int.check(Schema.isGreaterThanOrEqualTo(1))),
  /** The first one is named as the course's instructor. */
  instructors: Schema.Array(Email).check(Schema.isMinLength(1)),
  modules: Schema.Array(CourseModule).check(Schema.isBetweenLength(1, 500)),
  sittings: Schema.Array(CourseSitting)
})
export type CourseFile = typeof CourseFile.Type

export const AssessmentFile = Schema.Struct({
  description: Schema.optionalKey(text(2_000)),
  settings: Schema.Struct({
    ...AssessmentSettings.fields,
    /** By their keys, and all of them earlier in the course. */
    prerequisites: Schema.optionalKey(Schema.Array(Key).check(Schema.isMaxLength(100)))
  }),
  bank: Bank
})
export type AssessmentFile = typeof AssessmentFile.Type
