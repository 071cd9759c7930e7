/** A course as a file, put together of what its authors read of it. Ids give way to keys, which count from 1 in the version's order. */
import { Schema } from "effect"
import type { FileDetail } from "../../protocol/files.ts"
import type { AssessmentId, FileId, ModuleId } from "../../protocol/ids.ts"
import { type AuthoredModule, type CourseRecord, type VersionDetail, WebAddress } from "../../protocol/rest/authoring.ts"
import type { StoredAssessment } from "../../protocol/rest/banks.ts"
import type { CourseFile, FileModule } from "../../protocol/rest/course-file.ts"

export interface CourseParts {
  readonly record: CourseRecord
  readonly version: VersionDetail
  /** Those of its modules in their order, then those that stand alone. */
  readonly assessments: ReadonlyArray<StoredAssessment>
  readonly files: ReadonlyMap<FileId, FileDetail>
}

/** As they first come. */
export const assessmentsNamed = ({ modules }: VersionDetail): ReadonlyArray<AssessmentId> => [
  ...new Set(
    modules.flatMap(({ content }) =>
      "assessment_id" in content && content.assessment_id !== null ? [content.assessment_id] : []
    )
  )
]

export const filesNamed = ({ modules }: VersionDetail): ReadonlyArray<FileId> => [
  ...new Set(modules.flatMap(({ content }) => ("file_id" in content ? [content.file_id] : [])))
]

const keysOf = <Id extends number>(letter: string, ids: ReadonlyArray<Id>): ReadonlyMap<Id, string> =>
  new Map(ids.map((id, index) => [id, `${letter}${index + 1}`]))

const isAddress = Schema.is(WebAddress)

const contentOf = (
  { content }: AuthoredModule,
  assessments: ReadonlyMap<AssessmentId, string>,
  files: CourseParts["files"]
): FileModule["content"] => {
  switch (content.kind) {
    case "text":
    case "video":
      return content
    case "document":
    case "image": {
      const file = files.get(content.file_id)
      return file === undefined ? { kind: "text", text: "" } : { kind: content.kind, file: file.name, sha256: file.sha256 }
    }
    case "quiz":
    case "exam": {
      const { assessment_id: id } = content
      return { kind: content.kind, assessment: id === null ? null : (assessments.get(id) ?? null) }
    }
  }
}

export const courseFileOf = ({ record, version, assessments, files }: CourseParts): CourseFile => {
  const modules = keysOf(
    "m",
    version.modules.map(({ id }) => id)
  )
  const named = keysOf(
    "a",
    assessments.map(({ id }) => id)
  )
  // What an assessment waits for was named in the version that it was written for.
  const lineages = new Map(version.modules.map(({ id, lineage_id }) => [lineage_id, modules.get(id)]))
  const keysIn = (ids: ReadonlyArray<ModuleId>) => ids.flatMap((id) => modules.get(id) ?? lineages.get(id) ?? [])
  const { category, difficulty_level, tags, price, capacity } = record
  const thumbnail_url = isAddress(record.thumbnail_url) ? record.thumbnail_url : null
  return {
    format: "stoa.course/1",
    title: version.title,
    description: version.description,
    ...{ category, difficulty_level, tags, price, capacity, thumbnail_url },
    modules: version.modules.map((module) => {
      const { id, title, description, duration, is_mandatory, prerequisites, release_at } = module
      return {
        key: modules.get(id) ?? "",
        ...{ title, description, duration, is_mandatory, release_at },
        prerequisites: keysIn(prerequisites),
        content: contentOf(module, named, files)
      }
    }),
    assessments: assessments.map(({ id, description, standalone, settings, bank }) => ({
      key: named.get(id) ?? "",
      ...{ description, standalone, bank },
      settings: { ...settings, prerequisites: keysIn(settings.prerequisites) }
    }))
  }
}

/** A course without any version was never written. */
export const versionOf = ({ current_version_id, open_version_id }: CourseRecord): CourseRecord["open_version_id"] =>
  current_version_id ?? open_version_id
