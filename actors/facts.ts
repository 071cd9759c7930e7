/**
 * What `prepare` may ask of the world before a command reaches its cell. Implemented by storage; absent things are
 * refused as `not_found` here already, so that behaviour never sees a half-known course.
 */
import { Context, type Effect } from "effect"
import type { AssessmentSettings, Bank, Paper } from "../protocol/assessment.ts"
import type { InvitationId } from "../protocol/course.ts"
import type { Refusal } from "../protocol/errors.ts"
import type { RoomRules, Terms } from "../protocol/exam.ts"
import type { AssessmentId, AttemptId, CourseId, ModuleId, SittingId, UserId, VersionId } from "../protocol/ids.ts"
import type { Instant, Millis } from "../protocol/time.ts"

export interface ModuleFact {
  readonly id: ModuleId
  readonly title: string
  readonly order: number
  readonly mandatory: boolean
  readonly contentType: "text" | "video" | "document" | "quiz" | "exam"
  /** The assessment that completes this module, for quizzes and exams. */
  readonly assessmentId: AssessmentId | null
  /** Nominal length; for a video its real length. */
  readonly duration: Millis | null
  /** The module of the first version that this one carries on; absent: it is that one. */
  readonly lineage?: ModuleId
  /** Modules of the same version that have to be complete before this one opens. */
  readonly prerequisites?: ReadonlyArray<ModuleId>
  readonly releaseAt?: Instant | null
}

export interface CourseFact {
  readonly courseId: CourseId
  readonly versionId: VersionId
  readonly title: string
  readonly status: "draft" | "in_review" | "approved" | "published" | "superseded" | "archived"
  readonly capacity: number | null
  readonly priced: boolean
  readonly mode: "open" | "invitation" | "approval" | "closed"
  readonly waitList: boolean
  readonly modules: ReadonlyArray<ModuleFact>
  /** Of this version; absent: the course's. */
  readonly versionTitle?: string
  /** The version is a draft, or under review. */
  readonly open?: boolean
}

export interface RequiredCourse {
  readonly id: CourseId
  readonly title: string
}

export interface AssessmentFact {
  readonly assessmentId: AssessmentId
  readonly courseId: CourseId
  readonly moduleId: ModuleId | null
  readonly settings: AssessmentSettings
  /** Present and false where only a module leads to it, although it names none. */
  readonly standalone?: boolean
  /** It takes no further attempts. */
  readonly retired?: boolean
}

export interface SittingFact {
  readonly sittingId: SittingId
  readonly assessmentId: AssessmentId
  readonly courseId: CourseId
  readonly title: string
  readonly opensAt: Instant
  /** When the room closes; whether it cuts running attempts (T1). */
  readonly closesAt: Instant | null
  readonly closeCuts: boolean
  readonly lateEntry: boolean
  readonly proctors: ReadonlyArray<UserId>
  readonly rules: RoomRules
  /** Over how long the learners are let in after the opening. */
  readonly jitterMs: Millis
  /** Who may sit it; `null`: everybody who is enrolled. */
  readonly learners: ReadonlyArray<UserId> | null
}

/** To be resolved by the exam's own rule. */
export interface SetTerms {
  readonly personal: Terms | null
  readonly groups: ReadonlyArray<Terms>
}

/** The answers, kept apart from the paper and loaded for grading and review only. */
export interface AnswerKey {
  readonly bank: Bank
}

export class Facts extends Context.Service<
  Facts,
  {
    readonly course: (id: CourseId) => Effect.Effect<CourseFact, Refusal>
    /** The course at the version a learner is pinned to. */
    readonly courseVersion: (id: VersionId) => Effect.Effect<CourseFact, Refusal>
    /** Was a person given this course for nothing? */
    readonly granted: (id: CourseId, person: UserId) => Effect.Effect<boolean, Refusal>
    /** Courses that this one asks to be completed first, and this person has not. */
    readonly missingCourses: (id: CourseId, person: UserId) => Effect.Effect<ReadonlyArray<RequiredCourse>, Refusal>
    /** The invitation with this token, of this person into this course; refused as `invitation_unknown` or `invitation_over`. */
    readonly invitation: (id: CourseId, token: string, person: UserId) => Effect.Effect<InvitationId, Refusal>
    readonly assessment: (id: AssessmentId) => Effect.Effect<AssessmentFact, Refusal>
    readonly bank: (id: AssessmentId) => Effect.Effect<Bank, Refusal>
    readonly sitting: (id: SittingId) => Effect.Effect<SittingFact, Refusal>
    /** In which sitting an attempt is; `null`: in none, or there is no such attempt. */
    readonly sittingOf: (id: AttemptId) => Effect.Effect<SittingId | null, Refusal>
    /** Is this the sitting's password? False where it has none. */
    readonly sittingPassword: (id: SittingId, given: string) => Effect.Effect<boolean, Refusal>
    /** What was set for a person in a sitting, and for the groups that they are in there (T2). */
    readonly termsOf: (sitting: SittingId, person: UserId) => Effect.Effect<SetTerms, Refusal>
    /** Who of these is not enrolled in the course, be there such a person or not; in the order given. */
    readonly notEnrolled: (id: CourseId, people: ReadonlyArray<UserId>) => Effect.Effect<ReadonlyArray<UserId>, Refusal>
    /** The person's IANA time zone, for streak days. */
    readonly timeZone: (id: UserId) => Effect.Effect<string, Refusal>
    /** A fresh id from the catalogue's sequence; gaps are harmless. */
    readonly newAttemptId: Effect.Effect<AttemptId, Refusal>
    /** 32 random bytes as lower-case hex: the seed of a paper. */
    readonly newSeed: Effect.Effect<string, Refusal>
    /** Stores paper and key under their content hash, once; answers the paper's hash (sha-256, lower-case hex). */
    readonly storePaper: (paper: Paper, key: AnswerKey) => Effect.Effect<string, Refusal>
    readonly paper: (hash: string) => Effect.Effect<Paper, Refusal>
    readonly answerKey: (hash: string) => Effect.Effect<AnswerKey, Refusal>
  }
>()("stoa/actors/Facts") {}
