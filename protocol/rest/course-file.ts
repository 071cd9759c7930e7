/** A course as a file: one version with its modules, the offer, and the assessments that belong to it. Nothing of its learners. */
import { Schema } from "effect"
import { AssessmentSettings, Bank } from "../assessment.ts"
import { RefusalCode } from "../errors.ts"
import { FileName, Sha256 } from "../files.ts"
import { CourseId, VersionId } from "../ids.ts"
import { line, text } from "../text.ts"
import { AuthoredModule, mostModules, offer, wording } from "./authoring.ts"

/** A name within the file, by which its parts refer to each other. */
export const Key = Schema.String.check(Schema.isPattern(/^[A-Za-z0-9_-]{1,40}$/))
const keys = Schema.Array(Key).check(Schema.isMaxLength(100))

/** Of a document or an image the file has the name, not the bytes. The hash tells two of one name apart. */
const Content = Schema.Union([
  Schema.Struct({ kind: Schema.Literal("text"), text: text(500_000) }),
  Schema.Struct({ kind: Schema.Literal("video"), lesson: line(60) }),
  Schema.Struct({ kind: Schema.Literals(["document", "image"]), file: FileName, sha256: Schema.optionalKey(Sha256) }),
  Schema.Struct({ kind: Schema.Literals(["quiz", "exam"]), assessment: Schema.NullOr(Key) })
])

const { title, description, duration, is_mandatory, release_at } = AuthoredModule.fields
export const FileModule = Schema.Struct({
  key: Key,
  title,
  description,
  duration,
  is_mandatory,
  /** Keys of other modules. */
  prerequisites: keys,
  release_at,
  content: Content
})
export type FileModule = typeof FileModule.Type

/** `standalone`, or reached by the modules that name it, the first of which is its own. */
export const FileAssessment = Schema.Struct({
  key: Key,
  description: Schema.NullOr(text(2_000)),
  standalone: Schema.Boolean,
  settings: Schema.Struct({ ...AssessmentSettings.fields, prerequisites: keys }),
  bank: Bank
})
export type FileAssessment = typeof FileAssessment.Type

export const CourseFile = Schema.Struct({
  format: Schema.Literal("stoa.course/1"),
  ...wording,
  ...offer,
  modules: Schema.Array(FileModule).check(Schema.isMaxLength(mostModules)),
  assessments: Schema.Array(FileAssessment).check(Schema.isMaxLength(mostModules))
})
export type CourseFile = typeof CourseFile.Type

/** `course`: an export. Anything at all may be sent: what is wrong with it is in the report. */
export const CourseImport = Schema.Struct({
  course: Schema.Unknown,
  /** Tells what would be done, and does nothing. */
  dry_run: Schema.optionalKey(Schema.Boolean)
})

/** `field`: a path in the file. What was `left_out` is there no more; with an error nothing is made. */
export const CourseFinding = Schema.Struct({
  field: Schema.String,
  severity: Schema.Literals(["error", "left_out"]),
  code: RefusalCode,
  message: Schema.String
})
export type CourseFinding = typeof CourseFinding.Type

export const CourseImportReport = Schema.Struct({
  outcome: Schema.Literals(["imported", "would_import", "refused"]),
  course_id: Schema.NullOr(CourseId),
  version_id: Schema.NullOr(VersionId),
  counts: Schema.Struct({ modules: Schema.Int, assessments: Schema.Int, questions: Schema.Int }),
  findings: Schema.Array(CourseFinding)
})
export type CourseImportReport = typeof CourseImportReport.Type
