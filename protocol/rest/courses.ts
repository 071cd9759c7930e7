/** Courses as catalogue and as learnt: lists, modules with their content, enrolment and progress. */
import { Schema } from "effect"
import { BoardRow, CourseStatus } from "../course.ts"
import { AssessmentId, CourseId, ModuleId, UserId, VersionId } from "../ids.ts"
import { ContentType, EnrolmentView, Study } from "../learner.ts"
import { bodyOf } from "./request.ts"

/** Two decimals, as text. */
export const Price = Schema.String.check(Schema.isPattern(/^\d{1,8}\.\d{2}$/))
export const CourseSort = Schema.Literals(["newest", "title", "price", "relevance"])
export type CourseSort = typeof CourseSort.Type

export const CourseSummary = Schema.Struct({
  id: CourseId,
  title: Schema.String,
  description: Schema.NullOr(Schema.String),
  category: Schema.NullOr(Schema.String),
  difficulty_level: Schema.NullOr(Schema.String),
  /** Minutes. */
  estimated_duration: Schema.NullOr(Schema.Int),
  /** Two decimals, as text. */
  price: Schema.String,
  status: CourseStatus,
  thumbnail_url: Schema.NullOr(Schema.String),
  instructor_id: Schema.NullOr(UserId),
  tags: Schema.Array(Schema.String)
})
export type CourseSummary = typeof CourseSummary.Type

export const ModuleSummary = Schema.Struct({
  id: ModuleId,
  title: Schema.String,
  description: Schema.NullOr(Schema.String),
  order_index: Schema.Int,
  is_mandatory: Schema.Boolean,
  /** As the live connection has it, but for an image, which is a `document` there. */
  content_type: Schema.Literals([...ContentType.literals, "image"]),
  assessment_id: Schema.NullOr(AssessmentId),
  /** Minutes, as authored. */
  duration: Schema.NullOr(Schema.Int),
  /** Modules that have to be complete first, and since when it is open. */
  prerequisites: Schema.Array(ModuleId),
  release_at: Schema.NullOr(Schema.String)
})
export type ModuleSummary = typeof ModuleSummary.Type

/** `version_id` is the caller's where they are enrolled, otherwise the published one. */
export const CourseDetail = Schema.Struct({
  ...CourseSummary.fields,
  version_id: VersionId,
  seats_left: Schema.NullOr(Schema.Int),
  enrolled: Schema.Boolean,
  modules: Schema.Array(ModuleSummary)
})
export type CourseDetail = typeof CourseDetail.Type

/** `content` is Markdown for texts; `content_url` points at what is played or downloaded. */
export const ModuleDetail = Schema.Struct({
  ...ModuleSummary.fields,
  content: Schema.NullOr(Schema.String),
  content_url: Schema.NullOr(Schema.String)
})
export type ModuleDetail = typeof ModuleDetail.Type

export const Enrolled = Schema.Struct({ course_id: CourseId, version_id: VersionId, enrolled_at: Schema.String })

/** A learner's own progress, or everyone's for the course's instructors and administrators. */
export const CourseProgress = Schema.Union([
  Schema.Struct({ kind: Schema.Literal("own"), enrolment: EnrolmentView }),
  Schema.Struct({ kind: Schema.Literal("board"), rows: Schema.Array(BoardRow) })
])
export type CourseProgress = typeof CourseProgress.Type

const { courseId: _course, moduleId: _module, ...beat } = bodyOf(Study).fields
/** The live protocol's `Study` without what the path says. */
export const StudyBody = Schema.Struct(beat)
