/**
 * Assessments as their authors write them. Each change is made under the row's lock and judged before it is stored. What
 * learners can reach, or have reached, is kept beside the new revision as it was; papers are kept for themselves and stay.
 */
import { Context, Effect, Layer, Schema } from "effect"
import type { JSONValue } from "postgres"
import type { Surroundings } from "../../actors/assessment/validate-assessment.ts"
import type { StorageUnavailable } from "../../engine/journal.ts"
import { AssessmentType } from "../../protocol/assessment.ts"
import { type AssessmentId, type CourseId, ModuleId, type UserId } from "../../protocol/ids.ts"
import { AssessmentContent, AssessmentSummary, RevisionSummary, StoredAssessment } from "../../protocol/rest/banks.ts"
import { AuditLog } from "../audit/audit-log.ts"
import { type Changer, doneBy } from "../audit/changer.ts"
import { Database } from "../database.ts"
import { inTransaction, type Queries } from "../sql.ts"
import { allRows, firstRow } from "./rows.ts"

type Draft = AssessmentContent & Pick<StoredAssessment, "module_id" | "standalone">

/** What an edit decides on, read where nobody else can change it. */
export interface Standing {
  readonly stored: StoredAssessment
  /** Of the module that it is to have. */
  readonly around: (module: ModuleId | null) => Promise<Surroundings>
  readonly module: (module: ModuleId) => Promise<Place | undefined>
  /** Sittings of it that were not called off. */
  readonly sittings: number
  /** A published version is made of it. */
  readonly published: boolean
}

/** A module that an assessment may complete. */
const Place = Schema.Struct({
  type: Schema.String,
  published: Schema.Boolean,
  taken: Schema.Boolean
})
export type Place = typeof Place.Type

/** `undefined`: what is stored stays. */
export type Edit<R> = (standing: Standing) => Promise<{ readonly next: Draft | "retired" | undefined; readonly result: R }>
export type Addition<R> = (
  standing: Pick<Standing, "around" | "module">
) => Promise<{ readonly next: Draft | undefined; readonly result: R }>

export class Banks extends Context.Service<
  Banks,
  {
    /** Of a course, in the order in which they were made. */
    readonly list: (course: CourseId) => Effect.Effect<ReadonlyArray<AssessmentSummary>, StorageUnavailable>
    /** Is there such a course? */
    readonly hasCourse: (course: CourseId) => Effect.Effect<boolean, StorageUnavailable>
    readonly read: (
      id: AssessmentId
    ) => Effect.Effect<{ readonly stored: StoredAssessment; readonly around: Surroundings } | undefined, StorageUnavailable>
    /** The new one's id, where the addition was stored. */
    readonly add: <R>(
      course: CourseId,
      by: UserId,
      addition: Addition<R>
    ) => Effect.Effect<{ readonly id: AssessmentId | undefined; readonly result: R }, StorageUnavailable>
    /** The same as a part of what else is written, and taken back with it. */
    readonly addIn: <R>(
      db: Queries,
      course: CourseId,
      by: UserId,
      addition: Addition<R>
    ) => Promise<{ readonly id: AssessmentId | undefined; readonly result: R }>
    /** `undefined` where there is none, or it is retired. */
    readonly edit: <R>(id: AssessmentId, by: Changer, edit: Edit<R>) => Effect.Effect<R | undefined, StorageUnavailable>
    /** Those that are kept, the present one with no end; the newest first. */
    readonly revisions: (id: AssessmentId) => Effect.Effect<ReadonlyArray<RevisionSummary>, StorageUnavailable>
    readonly revision: (id: AssessmentId, number: number) => Effect.Effect<AssessmentContent | undefined, StorageUnavailable>
  }
>()("stoa/storage/Banks") {}

const Row = Schema.Struct({ row: Schema.Unknown })
const decodeStored = Schema.decodeUnknownSync(StoredAssessment)
const decodeContent = Schema.decodeUnknownSync(AssessmentContent)
const encodeContent = Schema.encodeSync(AssessmentContent)
const decodePlace = Schema.decodeUnknownSync(Place)
const decodeAround = Schema.decodeUnknownSync(
  Schema.Struct({
    earlierModules: Schema.Array(ModuleId),
    elsewhere: Schema.Array(Schema.Struct({ id: Schema.String, title: Schema.String, type: AssessmentType })),
    sittings: Schema.Array(Schema.Struct({ id: Schema.Int, opens: Schema.Int, closes: Schema.NullOr(Schema.Int) }))
  })
)
const decodeId = Schema.decodeUnknownSync(Schema.Struct({ id: StoredAssessment.fields.id }))
const rowOf = Schema.decodeUnknownSync(Row)

/** A decoded bank is JSON by its Schema, which the driver's type can't see. */
const asJson = (value: unknown): JSONValue => JSON.parse(JSON.stringify(value))
const span = (ms: number | null): string | null => (ms === null ? null : `${ms} milliseconds`)

const banksIn = (database: Database["Service"], log: AuditLog["Service"]): Banks["Service"] => {
  const { sql } = database
  const all = allRows(database)
  const first = firstRow(database)
  const time = (column: string) => sql`to_char(${sql(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
  const milliseconds = (column: string) => sql`floor(extract(epoch from ${sql(column)}) * 1000)::bigint`
  /** A published version has it: as its module's own, or because the module names it, as every copy of a module does. */
  const published = sql`(
    exists (select 1 from course_modules m join course_versions v on v.id = m.version_id
      where m.id = a.module_id and v.published_at is not null)
    or exists (select 1 from course_modules m join course_versions v on v.id = m.version_id
      where m.assessment_id = a.id and v.published_at is not null))`
  /** Learners can reach it, or have. */
  const inUse = sql`(exists (select 1 from attempts t where t.assessment_id = a.id) or ${published})`
  const settings = sql`json_build_object(
    'type', a.assessment_type, 'title', a.title, 'passMark', trim_scale(a.passing_score)::text,
    'timeLimit', round(extract(epoch from a.time_limit) * 1000)::bigint, 'maxAttempts', a.max_attempts, 'review', a.review,
    'counted', a.counted, 'spacing', round(extract(epoch from a.spacing) * 1000)::bigint,
    'prerequisites', to_json(a.prerequisites), 'consent', a.consent)`
  const stored = sql`json_build_object(
    'id', a.id, 'course_id', a.course_id, 'module_id', a.module_id, 'standalone', a.standalone, 'revision', a.revision,
    'in_use', ${inUse}, 'retired', a.retired_at is not null, 'created_by', a.created_by, 'updated_at', ${time("a.updated_at")},
    'description', a.description, 'settings', ${settings}, 'bank', a.questions) as row`

  const around = async (
    db: Queries,
    course: CourseId,
    id: AssessmentId | null,
    module: ModuleId | null
  ): Promise<Surroundings> => {
    const [row] = await db`
      select json_build_object(
        'earlierModules', coalesce((
          select json_agg(m.id order by m.order_index) from course_modules m
          where ${
            module === null
              ? sql`m.version_id = (select current_version_id from courses where id = ${course})`
              : sql`(m.version_id, true) = (select o.version_id, m.order_index < o.order_index from course_modules o where o.id = ${module})`
          }), '[]'),
        'elsewhere', coalesce((
          select json_agg(json_build_object('id', q->>'id', 'title', a.title, 'type', a.assessment_type))
          from assessments a, jsonb_array_elements(a.questions->'questions') as q
          where a.course_id = ${course} and a.id is distinct from ${id}::bigint and a.retired_at is null
            and a.assessment_type in ('exam', 'practice')), '[]'),
        'sittings', coalesce((
          select json_agg(json_build_object('id', s.id, 'opens', ${milliseconds("s.opens_at")}, 'closes', ${milliseconds("s.closes_at")}) order by s.id)
          from exam_sittings s where s.assessment_id = ${id}::bigint and s.withdrawn_at is null), '[]')) as row`
    const { sittings, ...rest } = decodeAround(rowOf(row).row)
    return { ...rest, sittings: sittings.map(({ id: sitting, ...window }) => ({ path: `sittings[${sitting}]`, ...window })) }
  }

  const place = async (db: Queries, course: CourseId, module: ModuleId): Promise<Place | undefined> => {
    const [row] = await db`
      select json_build_object(
        'type', m.content_type, 'published', v.published_at is not null,
        'taken', exists (select 1 from assessments a where a.module_id = m.id)) as row
      from course_modules m join course_versions v on v.id = m.version_id where m.id = ${module} and m.course_id = ${course}`
    return row === undefined ? undefined : decodePlace(rowOf(row).row)
  }

  /** One author of a course at a time: what stands elsewhere in it is part of what is judged. */
  const locked = (db: Queries, course: CourseId) => db`select id from courses where id = ${course} for no key update`

  const columns = ({ module_id, standalone, description, settings: chosen, bank }: Draft) => sql`
    (module_id, standalone, title, description, assessment_type, questions, passing_score, time_limit, max_attempts, review, counted, spacing,
     prerequisites, consent) = row (
      ${module_id}::bigint, ${standalone}::boolean, ${chosen.title}::text, ${description}::text, ${chosen.type}::text, ${sql.json(asJson(bank))}::jsonb,
      ${chosen.passMark}::text::numeric, ${span(chosen.timeLimit)}::text::interval, ${chosen.maxAttempts}::int,
      ${chosen.review}::boolean, ${chosen.counted}::text, ${span(chosen.spacing)}::text::interval,
      ${`{${chosen.prerequisites.join(",")}}`}::text::bigint[], ${chosen.consent}::text)`

  const addIn: Banks["Service"]["addIn"] = async (db, course, by, addition) => {
    await locked(db, course)
    const { next, result } = await addition({
      around: (module) => around(db, course, null, module),
      module: (module) => place(db, course, module)
    })
    if (next === undefined) return { id: undefined, result }
    const [row] = await db`
      insert into assessments (course_id, title, assessment_type, questions, created_by)
      values (${course}, ${next.settings.title}, ${next.settings.type}, '{}', ${by}) returning id`
    const { id } = decodeId(row)
    await db`update assessments set ${columns(next)} where id = ${id}`
    return { id, result }
  }

  return Banks.of({
    list: (course) =>
      all(
        AssessmentSummary,
        (db) => db`
          select json_build_object(
            'id', a.id, 'course_id', a.course_id, 'module_id', a.module_id, 'title', a.title, 'type', a.assessment_type,
            'questions', jsonb_array_length(a.questions->'questions'), 'revision', a.revision, 'in_use', ${inUse},
            'retired', a.retired_at is not null, 'updated_at', ${time("a.updated_at")}) as row
          from assessments a where a.course_id = ${course} order by a.id`
      ),

    hasCourse: (course) =>
      Effect.map(
        database.run((db) => db`select 1 from courses where id = ${course}`),
        (rows) => rows.length > 0
      ),

    read: (id) =>
      database.run(async (db) => {
        const [row] = await db`select ${stored} from assessments a where a.id = ${id}`
        if (row === undefined) return undefined
        const found = decodeStored(rowOf(row).row)
        return { stored: found, around: await around(db, found.course_id, id, found.module_id) }
      }),

    add: (course, by, addition) => database.run((pool) => inTransaction(pool, (db) => addIn(db, course, by, addition))),

    addIn,

    edit: (id, by, edit) =>
      log.transaction(async (db, note) => {
        const [course] = await db<Array<{ course_id: CourseId }>>`select course_id from assessments where id = ${id}`
        if (course === undefined) return undefined
        await locked(db, course.course_id)
        const [row] = await db`select ${stored} from assessments a where a.id = ${id} and a.retired_at is null for update`
        if (row === undefined) return undefined
        const before = decodeStored(rowOf(row).row)
        const [standing] = await db<Array<{ sittings: number; published: boolean }>>`
          select ${published} as published,
            (select count(*)::int from exam_sittings s where s.assessment_id = a.id and s.withdrawn_at is null) as sittings
          from assessments a where a.id = ${id}`
        const { next, result } = await edit({
          stored: before,
          around: (module) => around(db, before.course_id, id, module),
          module: (module) => place(db, before.course_id, module),
          sittings: standing?.sittings ?? 0,
          published: standing?.published ?? false
        })
        if (next === undefined) return result
        if (next === "retired") {
          await db`
              update assessments set retired_at = now(), module_id = null, standalone = false, revision = revision + 1, updated_at = now()
              where id = ${id}`
          note({ action: "assessment.retired", ...doneBy(by, "assessment", id), details: {} })
          return result
        }
        if (before.in_use) {
          const { description, settings: chosen, bank } = before
          const content = asJson(encodeContent({ description, settings: chosen, bank }))
          await db`
              insert into assessment_revisions (assessment_id, number, content, superseded_by)
              values (${id}, ${before.revision}, ${sql.json(content)}, ${by.person})`
          const details = { revision: before.revision + 1 }
          note({ action: "assessment.changed", ...doneBy(by, "assessment", id), details })
        }
        await db`
            update assessments set ${columns(next)} where id = ${id}`
        await db`update assessments set revision = revision + 1, updated_at = now() where id = ${id}`
        return result
      }),

    revisions: (id) =>
      all(
        RevisionSummary,
        (db) => db`
          select json_build_object('number', number, 'superseded_at', ended, 'superseded_by', by) as row from (
            select revision as number, null as ended, null::bigint as by from assessments where id = ${id}
            union all
            select number, ${time("superseded_at")}, superseded_by from assessment_revisions where assessment_id = ${id}
          ) r order by number desc`
      ),

    revision: (id, number) =>
      Effect.map(
        first(
          Schema.Unknown,
          (db) => db`
            select content as row from assessment_revisions where assessment_id = ${id} and number = ${number}
            union all
            select json_build_object('description', a.description, 'settings', ${settings}, 'bank', a.questions)::jsonb
            from assessments a where a.id = ${id} and a.revision = ${number}`
        ),
        (content) => (content === undefined ? undefined : decodeContent(content))
      )
  })
}

export const banksLayer = Layer.effect(
  Banks,
  Effect.map(Effect.all([Database, AuditLog]), (parts) => banksIn(...parts))
)
