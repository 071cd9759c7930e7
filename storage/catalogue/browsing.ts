/** Reading the catalogue by page and by name, and the read tables where a view is not enough. */
import { Context, Effect, Layer, Schema } from "effect"
import type { PendingQuery, Row } from "postgres"
import type { StorageUnavailable } from "../../engine/journal.ts"
import {
  type AssessmentId,
  type AttemptId,
  type CourseId,
  type ModuleId,
  type SittingId,
  type UserId,
  VersionId
} from "../../protocol/ids.ts"
import { ResultRow, SittingSummary } from "../../protocol/rest/assessments.ts"
import type { Person } from "../../protocol/principal.ts"
import { CaseRow, ReviewRow } from "../../protocol/rest/sittings.ts"
import { CourseSummary, ModuleDetail, ModuleSummary } from "../../protocol/rest/courses.ts"
import { type CoursePlace, type CourseSearch, type FoundCourses, searchCourses } from "./course-search.ts"
import { Database } from "../database.ts"
import { allRows, firstRow, found, type RowQuery } from "./rows.ts"

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
    /** Published courses, and those of `staffOf` in any state; all of them for `"all"`. */
    readonly courses: (
      asked: Pick<CourseSearch, "sort" | "filter"> & Part & { readonly after: CoursePlace | undefined },
      staffOf: ReadonlyArray<CourseId> | "all"
    ) => Effect.Effect<FoundCourses, StorageUnavailable>
    /** A course with its published version, or its newest where none is published. */
    readonly course: (
      id: CourseId
    ) => Effect.Effect<{ readonly course: CourseSummary; readonly versionId: VersionId } | undefined, StorageUnavailable>
    readonly modules: (version: VersionId) => Effect.Effect<ReadonlyArray<ModuleSummary>, StorageUnavailable>
    readonly module: (version: VersionId, id: ModuleId) => Effect.Effect<ModuleDetail | undefined, StorageUnavailable>
    /** Sittings of an assessment that are not past their close, by opening; of a learner, those that they may sit. */
    readonly sittings: (
      assessment: AssessmentId,
      of: UserId | "all"
    ) => Effect.Effect<ReadonlyArray<SittingSummary>, StorageUnavailable>
    /** Handed-in attempts at an assessment, of one person or of all, newest first. */
    readonly results: (
      assessment: AssessmentId,
      of: UserId | undefined,
      part: Part
    ) => Effect.Effect<Found<ResultRow>, StorageUnavailable>
    /** Attempts of a sitting that people decide about, or have, longest waiting first. */
    readonly reviews: (
      sitting: SittingId,
      status: "under_review" | "verified" | "rejected",
      part: Part
    ) => Effect.Effect<Found<ReviewRow>, StorageUnavailable>
    /** The same of all sittings in these courses, and of these; of all there are for `"all"`. */
    readonly cases: (
      scope: Pick<Person, "courses" | "sittings"> | "all",
      status: "under_review" | "verified" | "rejected",
      part: Part
    ) => Effect.Effect<Found<CaseRow>, StorageUnavailable>
    /** The hash under which an attempt's paper is stored. */
    readonly paperHash: (attempt: AttemptId) => Effect.Effect<string | undefined, StorageUnavailable>
  }
>()("stoa/storage/Browsing") {}

const CourseRow = Schema.Struct({ course: CourseSummary, versionId: VersionId })
const PaperHash = Schema.Struct({ hash: Schema.String })
const FoundResults = found(ResultRow)
const FoundReviews = found(ReviewRow)
const FoundCases = found(CaseRow)
const idsIn = (ids: ReadonlyArray<number>): string => `{${ids.join(",")}}`

const browsingIn = (database: Database["Service"]): Browsing["Service"] => {
  const { sql } = database
  const all = allRows(database)
  const first = firstRow(database)
  /** As everywhere else on the wire: ISO 8601 in UTC, with milliseconds and a Z. */
  const time = (column: string) => sql`to_char(${sql(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
  const minutes = (interval: string) => sql`round(extract(epoch from ${sql(interval)}) / 60)::int`

  const course = sql`json_build_object(
    'id', id, 'title', title, 'description', description, 'category', category, 'difficulty_level', difficulty_level,
    'estimated_duration', ${minutes("estimated_duration")}, 'price', price::text, 'status', status,
    'thumbnail_url', thumbnail_url, 'instructor_id', instructor_id, 'tags', to_json(tags))`
  const module = sql`
    'id', m.id, 'title', m.title, 'description', m.description, 'order_index', m.order_index, 'is_mandatory', m.is_mandatory,
    'content_type', m.content_type, 'duration', ${minutes("m.duration")},
    'assessment_id', assessment_of(m), 'prerequisites', to_json(m.prerequisites), 'release_at', ${time("m.release_at")}`

  const review = sql`
    'attempt_id', attempt_id, 'user_id', user_id, 'status', status, 'requested_at', ${time("requested_at")},
    'requested_by', requested_by, 'reason', reason, 'proposed_verdict', proposed_verdict, 'proposed_by', proposed_by,
    'proposed_at', ${time("proposed_at")}, 'verdict', verdict, 'decided_at', ${time("decided_at")}, 'reviewers', reviewers,
    'appealed_at', ${time("appealed_at")}, 'appeal', appeal`

  /** One page of `matching`, newest first, and how many there are in all, also past the last page. */
  const page =
    (one: PendingQuery<Row[]>, matching: PendingQuery<Row[]>, order: PendingQuery<Row[]>, part: Part): RowQuery =>
    (db) =>
      db`
    with matching as (${matching})
    select json_build_object('total', (select count(*) from matching), 'rows', coalesce((
      select json_agg(one) from (
        select ${one} as one from matching order by ${order} limit ${part.perPage} offset ${(part.page - 1) * part.perPage}
      ) page), '[]')) as row`
  const nothing = { rows: [], total: 0 }

  return Browsing.of({
    courses: ({ after, sort, filter, page, perPage }, staffOf) =>
      searchCourses(database, course, { part: { page, perPage }, after, sort, filter, staffOf }),

    course: (id) =>
      first(
        CourseRow,
        (db) => db`
          select json_build_object('course', ${course}, 'versionId', version_id) as row from (
            select c.*, coalesce(c.current_version_id,
              (select v.id from course_versions v where v.course_id = c.id order by v.number desc limit 1)) as version_id
            from courses c where c.id = ${id}
          ) versioned where version_id is not null`
      ),

    modules: (version) =>
      all(
        ModuleSummary,
        (db) => db`
          select json_build_object(${module}) as row from course_modules m where m.version_id = ${version} order by m.order_index`
      ),

    module: (version, id) =>
      first(
        ModuleDetail,
        (db) => db`
          select json_build_object(${module}, 'content', m.content,
            'content_url', coalesce(m.content_url, '/api/v1/files/' || m.file_id)) as row
          from course_modules m where m.version_id = ${version} and m.id = ${id}`
      ),

    sittings: (assessment, of) => {
      const invited = sql`select 1 from sitting_learners l where l.sitting_id = s.id`
      const open = of === "all" ? sql`true` : sql`(not exists (${invited}) or exists (${invited} and l.user_id = ${of}))`
      return all(
        SittingSummary,
        (db) => db`
          select json_build_object('id', s.id, 'title', s.title, 'opens_at', ${time("s.opens_at")},
            'closes_at', ${time("s.closes_at")}) as row
          from exam_sittings s left join exam_rooms r on r.sitting_id = s.id
          where s.assessment_id = ${assessment} and s.withdrawn_at is null and ${open}
            and r.closed_at is null and (s.closes_at is null or s.closes_at > now())
          order by s.opens_at, s.id`
      )
    },

    results: (assessment, of, part) => {
      const result = sql`json_build_object(
        'attempt_id', id, 'user_id', user_id, 'attempt_number', attempt_number, 'score', score::text, 'marks', marks::text,
        'max_marks', max_marks::text, 'passed', passed, 'provisional', provisional, 'submitted_at', ${time("submitted_at")},
        'graded_at', ${time("graded_at")}, 'feedback', feedback)`
      const matching = sql`
        select * from assessment_submissions
        where assessment_id = ${assessment} and ${of === undefined ? sql`true` : sql`user_id = ${of}`}`
      const order = sql`submitted_at desc, id desc`
      return Effect.map(first(FoundResults, page(result, matching, order, part)), (row) => row ?? nothing)
    },

    reviews: (sitting, status, part) => {
      const matching = sql`select * from attempt_reviews where sitting_id = ${sitting} and status = ${status}`
      const order = sql`requested_at, attempt_id`
      return Effect.map(
        first(FoundReviews, page(sql`json_build_object(${review})`, matching, order, part)),
        (row) => row ?? nothing
      )
    },

    cases: (scope, status, part) => {
      const reached =
        scope === "all"
          ? sql`true`
          : sql`(r.course_id = any(${idsIn(scope.courses)}::text::bigint[]) or r.sitting_id = any(${idsIn(scope.sittings)}::text::bigint[]))`
      const matching = sql`
        select r.*, s.title as sitting_title, p.first_name, p.last_name
        from attempt_reviews r join exam_sittings s on s.id = r.sitting_id join user_profiles p on p.user_id = r.user_id
        where r.status = ${status} and ${reached}`
      const one = sql`json_build_object(${review}, 'sitting_id', sitting_id, 'sitting_title', sitting_title,
        'first_name', first_name, 'last_name', last_name)`
      const order = sql`requested_at, attempt_id`
      return Effect.map(first(FoundCases, page(one, matching, order, part)), (row) => row ?? nothing)
    },

    paperHash: (attempt) =>
      first(
        PaperHash,
        (db) => db`
          select json_build_object('hash', paper_hash) as row from attempts where id = ${attempt} and paper_hash is not null`
      ).pipe(Effect.map((row) => row?.hash))
  })
}

export const browsingLayer = Layer.effect(Browsing, Effect.map(Database, browsingIn))
