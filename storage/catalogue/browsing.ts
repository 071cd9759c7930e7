/** Reading the catalogue by page and by name, and the read tables where a view is not enough. */
import { Context, type Effect } from "effect"
import type { StorageUnavailable } from "../../engine/journal.ts"
import type { AssessmentId, AttemptId, CourseId, ModuleId, UserId, VersionId } from "../../protocol/ids.ts"
import type { ResultRow } from "../../protocol/rest/assessments.ts"
import type { CourseSummary, ModuleDetail, ModuleSummary } from "../../protocol/rest/courses.ts"

export interface Part {
  /** From 1. */
  readonly page: number
  readonly perPage: number
}
export interface Found<A> {
  readonly rows: ReadonlyArray<A>
  readonly total: number
}

export class Browsing extends Context.Service<
  Browsing,
  {
    /** Published courses, and those of `staffOf` in any state; all of them for `"all"`. Newest first. */
    readonly courses: (
      part: Part,
      filter: { readonly category?: string; readonly difficulty?: string; readonly search?: string },
      staffOf: ReadonlyArray<CourseId> | "all"
    ) => Effect.Effect<Found<CourseSummary>, StorageUnavailable>
    /** A course with its published version, or its newest where none is published. */
    readonly course: (
      id: CourseId
    ) => Effect.Effect<{ readonly course: CourseSummary; readonly versionId: VersionId } | undefined, StorageUnavailable>
    readonly modules: (version: VersionId) => Effect.Effect<ReadonlyArray<ModuleSummary>, StorageUnavailable>
    readonly module: (version: VersionId, id: ModuleId) => Effect.Effect<ModuleDetail | undefined, StorageUnavailable>
    /** Handed-in attempts at an assessment, of one person or of all, newest first. */
    readonly results: (
      assessment: AssessmentId,
      of: UserId | undefined,
      part: Part
    ) => Effect.Effect<Found<ResultRow>, StorageUnavailable>
    /** The hash under which an attempt's paper is stored. */
    readonly paperHash: (attempt: AttemptId) => Effect.Effect<string | undefined, StorageUnavailable>
  }
>()("stoa/storage/Browsing") {}
