/** Courses as they are written: drafts, their modules, the way of a version from its draft to its publication. */
import { Schema, Struct } from "effect"
import { CourseStatus } from "../course.ts"
import { AssessmentId, CourseId, FileId, ModuleId, UserId, VersionId } from "../ids.ts"
import { line, text } from "../text.ts"
import { CourseSummary, Price } from "./courses.ts"
import { Moment } from "./request.ts"

const revision = Schema.Int

/** An address of the web, or a path of this server. */
export const WebAddress = text(500).check(Schema.isPattern(/^(https:\/\/[^\s/?#]+|\/(?![/\\]))[^\s]*$/))
export const Tag = line(40)
export const Tags = Schema.Array(Tag).check(Schema.isMaxLength(20))

/** What is offered, which holds at once, whatever version one is on. `null` takes away. */
export const offer = {
  category: Schema.NullOr(line(100)),
  difficulty_level: Schema.NullOr(line(50)),
  tags: Tags,
  price: Price,
  capacity: Schema.NullOr(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 1_000_000 }))),
  thumbnail_url: Schema.NullOr(WebAddress)
}
/** What belongs to a version: changed in its draft, shown once that is published. */
export const wording = { title: line(255), description: Schema.NullOr(text(10_000)) }

const changeable = Schema.Struct({ ...wording, ...offer }).mapFields(Struct.map(Schema.optionalKey))

export const CourseDraft = Schema.Struct({ ...changeable.fields, title: wording.title })
export type CourseDraft = typeof CourseDraft.Type

/** What is left out stays. `title` and `description` are those of the open draft. */
export const CourseChange = changeable
export type CourseChange = typeof CourseChange.Type

/** A course as its authors see it. */
export const CourseRecord = Schema.Struct({
  ...CourseSummary.fields,
  capacity: Schema.NullOr(Schema.Int),
  /** What new learners get, and what is worked on. */
  current_version_id: Schema.NullOr(VersionId),
  open_version_id: Schema.NullOr(VersionId),
  revision,
  created_at: Schema.String,
  updated_at: Schema.String
})
export type CourseRecord = typeof CourseRecord.Type

/** A module's content, by its kind. A quiz's assessment may be named later, but before the version is submitted. */
export const ModuleContent = Schema.Union([
  Schema.Struct({ kind: Schema.Literal("text"), text: text(500_000) }),
  Schema.Struct({ kind: Schema.Literal("video"), lesson: line(60) }),
  /** A file uploaded for this purpose: one's own, a public one, or one that the course has already. */
  Schema.Struct({ kind: Schema.Literals(["document", "image"]), file_id: FileId }),
  Schema.Struct({ kind: Schema.Literals(["quiz", "exam"]), assessment_id: Schema.NullOr(AssessmentId) })
])
export type ModuleContent = typeof ModuleContent.Type

/** Of one version. */
export const mostModules = 500

const module = {
  title: line(255),
  description: Schema.NullOr(text(2_000)),
  /** Minutes; of a video its own length counts. */
  duration: Schema.NullOr(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 10_000 }))),
  is_mandatory: Schema.Boolean,
  /** Modules of the same version that have to be complete before this one opens. */
  prerequisites: Schema.Array(ModuleId).check(Schema.isMaxLength(100)),
  release_at: Schema.NullOr(Moment),
  content: ModuleContent
}
const changeableModule = Schema.Struct(module).mapFields(Struct.map(Schema.optionalKey))
/** Left out: no description, duration, prerequisites or release date, mandatory, and last in order. */
export const ModuleDraft = Schema.Struct({ ...changeableModule.fields, title: module.title, content: module.content })
export type ModuleDraft = typeof ModuleDraft.Type
export const ModuleChange = changeableModule
export type ModuleChange = typeof ModuleChange.Type
/** Every module of the version, in the order they are to have. */
export const ModuleOrder = Schema.Struct({ modules: Schema.Array(ModuleId).check(Schema.isMaxLength(mostModules)) })

export const AuthoredModule = Schema.Struct({
  id: ModuleId,
  /** The same in every version that carries this module on. */
  lineage_id: ModuleId,
  revision,
  order_index: Schema.Int,
  ...module
})
export type AuthoredModule = typeof AuthoredModule.Type

export const VersionSummary = Schema.Struct({
  id: VersionId,
  course_id: CourseId,
  number: Schema.Int,
  ...wording,
  status: CourseStatus,
  revision,
  /** Whoever changed it. */
  authors: Schema.Array(UserId),
  submitted_by: Schema.NullOr(UserId),
  created_by: Schema.NullOr(UserId),
  created_at: Schema.String,
  updated_at: Schema.String,
  published_at: Schema.NullOr(Schema.String),
  module_count: Schema.Int
})
export type VersionSummary = typeof VersionSummary.Type

export const VersionStep = Schema.Struct({
  step: Schema.Literals(["submit", "approve", "return", "publish", "supersede", "archive"]),
  from_status: CourseStatus,
  to_status: CourseStatus,
  by: Schema.NullOr(UserId),
  reason: Schema.NullOr(Schema.String),
  at: Schema.String
})
export type VersionStep = typeof VersionStep.Type

export const VersionDetail = Schema.Struct({
  ...VersionSummary.fields,
  modules: Schema.Array(AuthoredModule),
  steps: Schema.Array(VersionStep)
})
export type VersionDetail = typeof VersionDetail.Type

export const VersionChange = Schema.Struct(wording).mapFields(Struct.map(Schema.optionalKey))
export type VersionChange = typeof VersionChange.Type

export const reason = text(2_000)
export const Reason = Schema.Struct({ reason: Schema.optionalKey(reason) })

const FieldChange = Schema.Struct({ field: Schema.String, before: Schema.Unknown, after: Schema.Unknown })
const ModuleName = Schema.Struct({ id: ModuleId, lineage_id: ModuleId, title: Schema.String })
/** From one version to another. Modules are the same where their lineage is. */
export const VersionChanges = Schema.Struct({
  from: VersionId,
  to: VersionId,
  fields: Schema.Array(FieldChange),
  modules: Schema.Struct({
    added: Schema.Array(ModuleName),
    removed: Schema.Array(ModuleName),
    changed: Schema.Array(Schema.Struct({ ...ModuleName.fields, fields: Schema.Array(FieldChange) }))
  })
})
export type VersionChanges = typeof VersionChanges.Type

/** `deleted`: it is gone, having never been published. `archived`: it takes nobody any more, who is in it stays. */
export const Removed = Schema.Struct({ id: CourseId, outcome: Schema.Literals(["deleted", "archived"]) })
