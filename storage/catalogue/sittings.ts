/**
 * Sittings as the catalogue plans them. Their rooms are the exam actors' own; of those only is read here whether the room
 * has opened, and what is changed is theirs to hear: each change moves `changed`, the number under which they are told.
 */
import { Context, Effect, Layer, Schema } from "effect"
import type { StorageUnavailable } from "../../engine/journal.ts"
import type { NewAuditEntry } from "../../protocol/audit.ts"
import { type AssessmentId, type CourseId, SittingId, UserId } from "../../protocol/ids.ts"
import type { Person } from "../../protocol/principal.ts"
import { RoomPerson } from "../../protocol/rest/sittings.ts"
import { SittingPlan, type SittingChange, type SittingDraft } from "../../protocol/rest/schedule.ts"
import { AuditLog } from "../audit/audit-log.ts"
import { type Changer, doneBy } from "../audit/changer.ts"
import { Database } from "../database.ts"
import type { SqlOrTransaction } from "../sql.ts"
import type { Found, Part } from "./browsing.ts"
import type { ExpectedRevision } from "./people.ts"
import { allRows, firstRow, found } from "./rows.ts"
import { hashSittingPassword } from "./sitting-passwords.ts"

/** A written row: which, and when, in milliseconds. */
const Written = Schema.Struct({ id: SittingId, changed: Schema.Int })
export type Written = typeof Written.Type
const FoundSittings = found(SittingPlan)
const decodeWritten = Schema.decodeUnknownSync(Written)

export class Sittings extends Context.Service<
  Sittings,
  {
    /** Those of an assessment that were not called off, by opening. */
    readonly of: (assessment: AssessmentId) => Effect.Effect<ReadonlyArray<SittingPlan>, StorageUnavailable>
    /** Those of these courses, and these; all of them for `"all"`. The last to open first. */
    readonly within: (
      scope: Pick<Person, "courses" | "sittings"> | "all",
      part: Part
    ) => Effect.Effect<Found<SittingPlan>, StorageUnavailable>
    readonly read: (id: SittingId) => Effect.Effect<SittingPlan | undefined, StorageUnavailable>
    readonly add: (
      exam: { readonly assessmentId: AssessmentId; readonly courseId: CourseId },
      draft: SittingDraft,
      by: Changer
    ) => Effect.Effect<Written, StorageUnavailable>
    /** `undefined` when it is there no more, or at none of these revisions. */
    readonly change: (
      id: SittingId,
      change: SittingChange,
      expected: ExpectedRevision,
      by: Changer
    ) => Effect.Effect<Written | undefined, StorageUnavailable>
    /** `undefined` when an attempt is registered for it, or it has opened. */
    readonly withdraw: (id: SittingId, by: Changer) => Effect.Effect<Written | undefined, StorageUnavailable>
    readonly setLearners: (
      id: SittingId,
      learners: ReadonlyArray<UserId>,
      by: Changer
    ) => Effect.Effect<Written | undefined, StorageUnavailable>
    /** Who sits in its room, and who watches over it or may act in it, each once. */
    readonly people: (id: SittingId) => Effect.Effect<ReadonlyArray<RoomPerson>, StorageUnavailable>
    /** Of these people, those who have no account. */
    readonly unknown: (people: ReadonlyArray<UserId>) => Effect.Effect<ReadonlyArray<UserId>, StorageUnavailable>
  }
>()("stoa/storage/Sittings") {}

/** What is written of a plan, with the password's hash in the password's place. */
const columnsOf = ({ password, ...rest }: SittingChange): Effect.Effect<string> =>
  Effect.map(
    password === undefined || password === null ? Effect.succeed(password) : Effect.promise(() => hashSittingPassword(password)),
    (password_hash) => JSON.stringify({ ...rest, ...(password_hash === undefined ? {} : { password_hash }) })
  )

const idsIn = (ids: ReadonlyArray<number>): string => `{${ids.join(",")}}`

const sittingsIn = (database: Database["Service"], log: AuditLog["Service"]): Sittings["Service"] => {
  const { sql } = database
  const all = allRows(database)
  const first = firstRow(database)
  /** One row, written with its entry; nothing is written, and none. */
  const writing = (
    write: (db: SqlOrTransaction) => PromiseLike<ReadonlyArray<{ readonly row?: unknown }>>,
    entry: (id: SittingId) => NewAuditEntry
  ) =>
    log.transaction(async (db, note) => {
      const [found] = await write(db)
      if (found === undefined) return undefined
      const row = decodeWritten(found.row)
      note(entry(row.id))
      return row
    })
  const time = (column: string) => sql`to_char(${sql(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
  const inUnits = (column: string, seconds: number) => sql`round(extract(epoch from ${sql(column)}) / ${seconds})::int`
  /** When it was last changed, in milliseconds. */
  const revision = sql`floor(extract(epoch from s.changed_at) * 1000)::bigint`

  const plan = sql`json_build_object(
    'id', s.id, 'assessment_id', s.assessment_id, 'course_id', s.course_id, 'title', s.title, 'opens_at', ${time("s.opens_at")},
    'closes_at', ${time("s.closes_at")}, 'close_cuts', s.close_cuts, 'late_entry', s.late_entry, 'room', s.room,
    'series', s.series, 'has_password', s.password_hash is not null, 'addresses', to_json(s.addresses),
    'check', s.check_required, 'review', s.review, 'second_reviewer', s.second_reviewer,
    'jitter_seconds', ${inUnits("s.jitter", 1)}, 'adjudication_minutes', ${inUnits("s.adjudication", 60)},
    'reopening_minutes', ${inUnits("s.reopening", 60)},
    'proctors', coalesce((select r.proctors::json from exam_rooms r where r.sitting_id = s.id),
      (select json_agg(p.user_id order by p.user_id) from sitting_proctors p where p.sitting_id = s.id), '[]'),
    'learners', (select json_agg(l.user_id order by l.user_id) from sitting_learners l where l.sitting_id = s.id),
    'status', coalesce((select r.status from exam_rooms r where r.sitting_id = s.id), 'scheduled'),
    'created_by', s.created_by, 'revision', ${revision})`
  const written = sql`json_build_object('id', s.id, 'changed', ${revision}) as row`
  /** A millisecond at least after the last, so that no two changes have one number. */
  const anew = sql`changed_at = greatest(now(), s.changed_at + interval '1 millisecond')`
  const ranges = sql`(select coalesce(array_agg(network(range::inet)), '{}') from jsonb_array_elements_text(c->'addresses') as range)`

  return Sittings.of({
    of: (assessment) =>
      all(
        SittingPlan,
        (db) => db`
          select ${plan} as row from exam_sittings s
          where s.assessment_id = ${assessment} and s.withdrawn_at is null order by s.opens_at, s.id`
      ),

    within: (scope, { page, perPage }) => {
      const reached =
        scope === "all"
          ? sql`true`
          : sql`(s.course_id = any(${idsIn(scope.courses)}::text::bigint[]) or s.id = any(${idsIn(scope.sittings)}::text::bigint[]))`
      const those = sql`exam_sittings s where s.withdrawn_at is null and ${reached}`
      return Effect.map(
        first(
          FoundSittings,
          (db) => db`
            select json_build_object('total', (select count(*) from ${those}), 'rows', coalesce((
              select json_agg(one) from (
                select ${plan} as one from ${those}
                order by s.opens_at desc, s.id desc limit ${perPage} offset ${(page - 1) * perPage}
              ) page), '[]')) as row`
        ),
        (row) => row ?? { rows: [], total: 0 }
      )
    },

    read: (id) =>
      first(SittingPlan, (db) => db`select ${plan} as row from exam_sittings s where s.id = ${id} and s.withdrawn_at is null`),

    add: (exam, { proctors = [], learners = [], ...draft }, by) =>
      Effect.gen(function* () {
        const columns = yield* columnsOf(draft)
        const added = yield* writing(
          (db) => db`
            with change as (select ${columns}::text::jsonb as c), s as (
              insert into exam_sittings (
                assessment_id, course_id, title, opens_at, closes_at, close_cuts, late_entry, room, series, password_hash,
                addresses, check_required, review, second_reviewer, jitter, adjudication, reopening, created_by)
              select ${exam.assessmentId}, ${exam.courseId}, c->>'title', (c->>'opens_at')::timestamptz,
                (c->>'closes_at')::timestamptz, coalesce((c->>'close_cuts')::boolean, true),
                coalesce((c->>'late_entry')::boolean, true), c->>'room', c->>'series', c->>'password_hash', ${ranges},
                coalesce((c->>'check')::boolean, false), coalesce(c->>'review', 'flagged'),
                coalesce((c->>'second_reviewer')::boolean, true),
                make_interval(secs => coalesce((c->>'jitter_seconds')::int, 0)),
                make_interval(mins => coalesce((c->>'adjudication_minutes')::int, 1440)),
                make_interval(mins => coalesce((c->>'reopening_minutes')::int, 60)), ${by.person}
              from change returning *
            ), proctoring as (
              insert into sitting_proctors (sitting_id, user_id)
              select s.id, person from s, unnest(${idsIn(proctors)}::text::bigint[]) as person on conflict do nothing
            ), sitting as (
              insert into sitting_learners (sitting_id, user_id)
              select s.id, person from s, unnest(${idsIn(learners)}::text::bigint[]) as person on conflict do nothing
            )
            select ${written} from s`,
          (id) => ({ action: "sitting.planned", ...doneBy(by, "sitting", id), details: { proctors } })
        )
        return added ?? (yield* Effect.die(new Error("a sitting was added and is not there")))
      }),

    change: (id, change, expected, by) =>
      Effect.flatMap(columnsOf(change), (columns) =>
        writing(
          (db) => db`
            update exam_sittings s set
              title = coalesce(c->>'title', s.title),
              opens_at = coalesce((c->>'opens_at')::timestamptz, s.opens_at),
              closes_at = case when c ? 'closes_at' then (c->>'closes_at')::timestamptz else s.closes_at end,
              close_cuts = coalesce((c->>'close_cuts')::boolean, s.close_cuts),
              late_entry = coalesce((c->>'late_entry')::boolean, s.late_entry),
              room = case when c ? 'room' then c->>'room' else s.room end,
              series = case when c ? 'series' then c->>'series' else s.series end,
              password_hash = case when c ? 'password_hash' then c->>'password_hash' else s.password_hash end,
              addresses = case when c ? 'addresses' then ${ranges} else s.addresses end,
              check_required = coalesce((c->>'check')::boolean, s.check_required),
              review = coalesce(c->>'review', s.review),
              second_reviewer = coalesce((c->>'second_reviewer')::boolean, s.second_reviewer),
              jitter = coalesce(make_interval(secs => (c->>'jitter_seconds')::int), s.jitter),
              adjudication = coalesce(make_interval(mins => (c->>'adjudication_minutes')::int), s.adjudication),
              reopening = coalesce(make_interval(mins => (c->>'reopening_minutes')::int), s.reopening),
              ${anew}
            from (select ${columns}::text::jsonb as c) change
            where s.id = ${id} and s.withdrawn_at is null
              and (${expected === "any"} or ${revision} = any(${idsIn(expected === "any" ? [] : expected)}::text::bigint[]))
            returning ${written}`,
          () => ({ action: "sitting.changed", ...doneBy(by, "sitting", id), details: { fields: Object.keys(change) } })
        )
      ),

    withdraw: (id, by) =>
      writing(
        (db) => db`
          update exam_sittings s set withdrawn_at = now(), ${anew}
          where s.id = ${id} and s.withdrawn_at is null
            and not exists (select 1 from exam_rooms r where r.sitting_id = s.id and r.opened_at is not null)
            and not exists (select 1 from exam_admissions a where a.sitting_id = s.id)
          returning ${written}`,
        () => ({ action: "sitting.withdrawn", ...doneBy(by, "sitting", id), details: {} })
      ),

    setLearners: (id, learners, by) =>
      writing(
        async (db) => {
          const rows = await db`
            update exam_sittings s set ${anew} where s.id = ${id} and s.withdrawn_at is null returning ${written}`
          if (rows.length === 0) return rows
          await db`delete from sitting_learners where sitting_id = ${id} and user_id <> all(${idsIn(learners)}::text::bigint[])`
          await db`
            insert into sitting_learners (sitting_id, user_id)
            select ${id}, person from unnest(${idsIn(learners)}::text::bigint[]) as person on conflict do nothing`
          return rows
        },
        () => ({ action: "sitting.learners_changed", ...doneBy(by, "sitting", id), details: { learners: learners.length } })
      ),

    people: (id) =>
      all(
        RoomPerson,
        (db) => db`
          with parts as (
            select a.user_id, 1 as place from exam_admissions a where a.sitting_id = ${id}
            union all select proctor::bigint, 2 from exam_rooms r, jsonb_array_elements_text(r.proctors) as proctor
              where r.sitting_id = ${id}
            union all select i.user_id, 3 from exam_sittings s join course_instructors i on i.course_id = s.course_id
              where s.id = ${id}
            union all select u.id, 3 from users u where u.role = 'admin'
          ), once as (select user_id, min(place) as place from parts group by user_id)
          select json_build_object('user_id', once.user_id, 'first_name', p.first_name, 'last_name', p.last_name,
            'part', case once.place when 1 then 'candidate' when 2 then 'proctor' else 'staff' end) as row
          from once join user_profiles p on p.user_id = once.user_id order by once.user_id`
      ),

    unknown: (people) =>
      all(
        UserId,
        (db) => db`
          select to_json(person) as row from unnest(${idsIn(people)}::text::bigint[]) as person
          where not exists (select 1 from users u where u.id = person and u.is_active)`
      )
  })
}

export const sittingsLayer = Layer.effect(
  Sittings,
  Effect.map(Effect.all([Database, AuditLog]), (parts) => sittingsIn(...parts))
)
