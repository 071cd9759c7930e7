/**
 * What actors may ask of the catalogue before they decide. What never changes (published versions, papers, keys) is kept
 * in memory once read; the rest is read anew, since a sitting may have moved a minute ago.
 */
import { randomBytes } from "node:crypto"
import { Effect, Layer, Schema } from "effect"
import { type AnswerKey, type AssessmentFact, type CourseFact, Facts, type SittingFact } from "../../actors/facts.ts"
import { contentHash } from "../../actors/assessment/content-hash.ts"
import { AssessmentSettings, Bank, Paper } from "../../protocol/assessment.ts"
import { EnrolmentMode, InvitationId } from "../../protocol/course.ts"
import { type Refusal, refuse } from "../../protocol/errors.ts"
import { RoomRules, Terms } from "../../protocol/exam.ts"
import { AssessmentId, AttemptId, CourseId, ModuleId, SittingId, UserId, VersionId } from "../../protocol/ids.ts"
import { Instant, Millis } from "../../protocol/time.ts"
import type { StorageUnavailable } from "../../engine/journal.ts"
import { Database } from "../database.ts"
import { invitationHash } from "./invitation-token.ts"
import { allRows, firstRow, type RowQuery } from "./rows.ts"
import { SittingPasswords } from "./sitting-passwords.ts"

const ModuleRow = Schema.Struct({
  id: ModuleId,
  title: Schema.String,
  order: Schema.Int,
  mandatory: Schema.Boolean,
  contentType: Schema.Literals(["text", "video", "document", "quiz", "exam"]),
  assessmentId: Schema.NullOr(AssessmentId),
  duration: Schema.NullOr(Millis),
  lineage: ModuleId,
  prerequisites: Schema.Array(ModuleId),
  releaseAt: Schema.NullOr(Instant)
})

const CourseRow = Schema.Struct({
  courseId: CourseId,
  versionId: VersionId,
  title: Schema.String,
  status: Schema.Literals(["draft", "in_review", "approved", "published", "superseded", "archived"]),
  capacity: Schema.NullOr(Schema.Int),
  priced: Schema.Boolean,
  mode: EnrolmentMode,
  waitList: Schema.Boolean,
  modules: Schema.Array(ModuleRow),
  versionTitle: Schema.String,
  open: Schema.Boolean
})

const AssessmentRow = Schema.Struct({
  assessmentId: AssessmentId,
  courseId: CourseId,
  moduleId: Schema.NullOr(ModuleId),
  settings: AssessmentSettings,
  standalone: Schema.Boolean,
  retired: Schema.Boolean
})

const SittingRow = Schema.Struct({
  sittingId: SittingId,
  assessmentId: AssessmentId,
  courseId: CourseId,
  title: Schema.String,
  opensAt: Instant,
  closesAt: Schema.NullOr(Instant),
  closeCuts: Schema.Boolean,
  lateEntry: Schema.Boolean,
  proctors: Schema.Array(UserId),
  rules: RoomRules,
  jitterMs: Millis,
  learners: Schema.NullOr(Schema.Array(UserId))
})
const PasswordRow = Schema.Struct({ hash: Schema.NullOr(Schema.String) })
const AttemptSittingRow = Schema.Struct({ sitting: Schema.NullOr(SittingId) })
const TermsRow = Schema.Struct({ personal: Schema.NullOr(Terms), groups: Schema.Array(Terms) })

const BankRow = Schema.Struct({ bank: Bank })
const PaperRow = Schema.Struct({ paper: Schema.fromJsonString(Paper) })
const KeyRow = Schema.Struct({ key: Schema.fromJsonString(Schema.Struct({ bank: Bank })) })
const GrantRow = Schema.Struct({ granted: Schema.Boolean })
const RequiredRow = Schema.Struct({ id: CourseId, title: Schema.String })
const InvitationRow = Schema.Struct({ id: InvitationId, over: Schema.Boolean })
const PeopleRow = Schema.Struct({ people: Schema.Array(UserId) })
const ZoneRow = Schema.Struct({ zone: Schema.String })
const AttemptIdRow = Schema.Struct({ id: AttemptId })

/** Keeps the last `size` things asked for. */
class Remembered<K, A> {
  readonly #kept = new Map<K, A>()
  readonly #size: number

  constructor(size: number) {
    this.#size = size
  }

  get(key: K): A | undefined {
    const value = this.#kept.get(key)
    if (value !== undefined) {
      this.#kept.delete(key)
      this.#kept.set(key, value)
    }
    return value
  }

  set(key: K, value: A): void {
    this.#kept.set(key, value)
    if (this.#kept.size <= this.#size) return
    for (const oldest of this.#kept.keys()) {
      this.#kept.delete(oldest)
      return
    }
  }

  /** The kept value, or what `find` finds, kept from then on. */
  orElse<E>(key: K, find: Effect.Effect<A, E>): Effect.Effect<A, E> {
    const known = this.get(key)
    return known === undefined ? Effect.tap(find, (value) => Effect.sync(() => this.set(key, value))) : Effect.succeed(known)
  }
}

const away = refuse("unavailable", { retryAfterMs: 1_000 })
const absent = refuse("not_found")

const courseQuery =
  (by: "course" | "version", id: number): RowQuery =>
  (sql) =>
    sql`
    select json_build_object(
      'courseId', c.id, 'versionId', v.id, 'title', v.title, 'status', c.status, 'capacity', c.capacity,
      'priced', c.price > 0, 'mode', c.enrolment_mode, 'waitList', c.wait_list, 'versionTitle', v.title, 'open', v.published_at is null,
      'modules', coalesce((
        select json_agg(json_build_object(
          'id', m.id, 'title', m.title, 'order', m.order_index, 'mandatory', m.is_mandatory,
          'contentType', case m.content_type when 'image' then 'document' else m.content_type end, 'assessmentId', assessment_of(m),
          'duration', round(extract(epoch from m.duration) * 1000)::bigint, 'lineage', coalesce(m.lineage_id, m.id),
          'prerequisites', to_json(m.prerequisites),
          'releaseAt', floor(extract(epoch from m.release_at) * 1000)::bigint) order by m.order_index)
        from course_modules m where m.version_id = v.id), '[]')) as row
    from course_versions v join courses c on c.id = v.course_id
    where ${by === "course" ? sql`c.id = ${id} and v.id = c.current_version_id` : sql`v.id = ${id}`}`

const make = (database: Database["Service"]): Facts["Service"] => {
  const all = allRows(database)
  const first = firstRow(database)
  const papers = new Remembered<string, Paper>(2_000)
  const keys = new Remembered<string, AnswerKey>(200)
  const keyHashes = new WeakMap<Bank, string>()
  const passwords = new SittingPasswords()
  const banks = new Remembered<AssessmentId, { readonly bank: Bank; readonly at: number }>(200)

  const one = <S extends Schema.Codec<unknown, unknown>>(row: S, query: RowQuery): Effect.Effect<S["Type"], Refusal> =>
    first(row, query).pipe(
      Effect.mapError(() => away),
      Effect.flatMap((found) => (found === undefined ? Effect.fail(absent) : Effect.succeed(found)))
    )
  const run = <A>(effect: Effect.Effect<A, StorageUnavailable>): Effect.Effect<A, Refusal> => Effect.mapError(effect, () => away)

  const keyHashOf = (key: AnswerKey): string => {
    const known = keyHashes.get(key.bank)
    if (known !== undefined) return known
    const hash = contentHash(key)
    keyHashes.set(key.bank, hash)
    return hash
  }

  const readBank = (id: AssessmentId) =>
    Effect.map(
      one(BankRow, (sql) => sql`select json_build_object('bank', questions) as row from assessments where id = ${id}`),
      ({ bank }) => bank
    )

  return Facts.of({
    course: (id): Effect.Effect<CourseFact, Refusal> => one(CourseRow, courseQuery("course", id)),
    courseVersion: (id): Effect.Effect<CourseFact, Refusal> => one(CourseRow, courseQuery("version", id)),
    assessment: (id): Effect.Effect<AssessmentFact, Refusal> =>
      one(
        AssessmentRow,
        (sql) => sql`
          select json_build_object(
            'assessmentId', id, 'courseId', course_id, 'moduleId', module_id, 'standalone', standalone,
            'retired', retired_at is not null,
            'settings', json_build_object(
              'type', assessment_type, 'title', title, 'passMark', trim_scale(passing_score)::text,
              'timeLimit', round(extract(epoch from time_limit) * 1000)::bigint, 'maxAttempts', max_attempts,
              'review', review, 'counted', counted, 'spacing', round(extract(epoch from spacing) * 1000)::bigint,
              'prerequisites', to_json(prerequisites), 'consent', consent)) as row
          from assessments where id = ${id}`
      ),
    granted: (id, person) =>
      Effect.map(
        run(
          first(
            GrantRow,
            (sql) => sql`
              select json_build_object('granted', true) as row from course_grants
              where course_id = ${id} and user_id = ${person}`
          )
        ),
        (row) => row !== undefined
      ),
    missingCourses: (course, person) =>
      run(
        all(
          RequiredRow,
          (sql) => sql`
            select json_build_object('id', r.id, 'title', r.title) as row
            from courses c join courses r on r.id = any(c.required_courses)
            where c.id = ${course} and not exists (
              select 1 from course_enrollments e
              where e.user_id = ${person} and e.course_id = r.id and e.completed_at is not null)
            order by r.id`
        )
      ),
    invitation: (course, token, person) =>
      Effect.flatMap(
        run(
          first(
            InvitationRow,
            (sql) => sql`
              select json_build_object('id', i.id, 'over', i.expires_at <= now()) as row
              from course_invitations i join users u on u.email_hash = i.email_hash
              where i.token_hash = ${invitationHash(token)} and i.course_id = ${course} and i.revoked_at is null
                and u.id = ${person}`
          )
        ),
        (found) => {
          if (found === undefined) return Effect.fail(refuse("invitation_unknown"))
          return found.over ? Effect.fail(refuse("invitation_over")) : Effect.succeed(found.id)
        }
      ),
    // A bank is large and read by every start of an exam: five hundred starts within seconds share one reading.
    bank: (id) =>
      Effect.suspend(() => {
        const known = banks.get(id)
        if (known !== undefined && performance.now() - known.at < 5_000) return Effect.succeed(known.bank)
        return Effect.tap(readBank(id), (bank) => Effect.sync(() => banks.set(id, { bank, at: performance.now() })))
      }),
    // Once its room is there, who proctors it is the room's to say: the catalogue only has who was to, at first.
    sitting: (id): Effect.Effect<SittingFact, Refusal> =>
      one(
        SittingRow,
        (sql) => sql`
          select json_build_object(
            'sittingId', s.id, 'assessmentId', s.assessment_id, 'courseId', s.course_id, 'title', s.title,
            'opensAt', floor(extract(epoch from s.opens_at) * 1000)::bigint,
            'closesAt', floor(extract(epoch from s.closes_at) * 1000)::bigint,
            'closeCuts', s.close_cuts, 'lateEntry', s.late_entry,
            'proctors', coalesce(
              (select r.proctors::json from exam_rooms r where r.sitting_id = s.id),
              (select json_agg(p.user_id order by p.user_id) from sitting_proctors p where p.sitting_id = s.id), '[]'),
            'rules', json_build_object(
              'password', s.password_hash is not null, 'check', s.check_required, 'addresses', to_json(s.addresses),
              'review', s.review, 'secondReviewer', s.second_reviewer,
              'adjudicationMs', round(extract(epoch from s.adjudication) * 1000)::bigint,
              'reopenMs', round(extract(epoch from s.reopening) * 1000)::bigint),
            'jitterMs', round(extract(epoch from s.jitter) * 1000)::bigint,
            'learners', (select json_agg(l.user_id order by l.user_id) from sitting_learners l where l.sitting_id = s.id)
          ) as row from exam_sittings s where s.id = ${id} and s.withdrawn_at is null`
      ),
    sittingOf: (id) =>
      Effect.map(
        run(
          first(
            AttemptSittingRow,
            (sql) => sql`select json_build_object('sitting', sitting_id) as row from attempts where id = ${id}`
          )
        ),
        (row) => row?.sitting ?? null
      ),
    sittingPassword: (id, given) =>
      Effect.flatMap(
        one(
          PasswordRow,
          (sql) => sql`select json_build_object('hash', password_hash) as row from exam_sittings where id = ${id}`
        ),
        ({ hash }) => (hash === null ? Effect.succeed(false) : passwords.matches(given, hash))
      ),
    termsOf: (sitting, person) =>
      one(
        TermsRow,
        (sql) => sql`
          select json_build_object(
            'personal', (select terms from exam_terms where sitting_id = ${sitting} and user_id = ${person}),
            'groups', coalesce((
              select json_agg(terms order by name) from exam_groups
              where sitting_id = ${sitting} and members @> to_jsonb(${person}::bigint)), '[]')) as row`
      ),
    notEnrolled: (course, people) =>
      Effect.map(
        one(
          PeopleRow,
          (sql) => sql`
            select json_build_object('people', coalesce(json_agg(id order by place), '[]')) as row
            from unnest(${`{${people.join(",")}}`}::text::bigint[]) with ordinality as asked (id, place)
            where not exists (
              select 1 from course_roster r where r.course_id = ${course} and r.user_id = asked.id and r.withdrawn_at is null)`
        ),
        (row) => row.people
      ),
    timeZone: (id) =>
      Effect.map(
        one(ZoneRow, (sql) => sql`select json_build_object('zone', time_zone) as row from user_profiles where user_id = ${id}`),
        ({ zone }) => zone
      ),
    newAttemptId: Effect.map(
      one(AttemptIdRow, (sql) => sql`select json_build_object('id', nextval('attempt_ids')) as row`),
      ({ id }) => id
    ),
    newSeed: Effect.sync(() => randomBytes(32).toString("hex")),
    storePaper: (paper, key) =>
      Effect.suspend(() => {
        const keyHash = keyHashOf(key)
        // As `paperHash` names it, without hashing the whole key again for every paper drawn from it.
        const hash = contentHash({ paper, key: keyHash })
        if (papers.get(hash) !== undefined) return Effect.succeed(hash)
        const store = run(
          database.run(
            (sql) => sql`
              with key as (
                insert into answer_keys (hash, body) values (${keyHash}, ${JSON.stringify(key)}) on conflict do nothing
              )
              insert into papers (hash, key_hash, body) values (${hash}, ${keyHash}, ${JSON.stringify(paper)}) on conflict do nothing`
          )
        )
        return Effect.map(store, () => {
          papers.set(hash, paper)
          return hash
        })
      }),
    paper: (hash) =>
      Effect.suspend(() =>
        papers.orElse(
          hash,
          Effect.map(
            one(PaperRow, (sql) => sql`select json_build_object('paper', body) as row from papers where hash = ${hash}`),
            ({ paper }) => paper
          )
        )
      ),
    answerKey: (hash) =>
      Effect.suspend(() =>
        keys.orElse(
          hash,
          Effect.map(
            one(
              KeyRow,
              (sql) => sql`
                select json_build_object('key', k.body) as row
                from papers p join answer_keys k on k.hash = p.key_hash where p.hash = ${hash}`
            ),
            ({ key }) => key
          )
        )
      )
  })
}

export const factsLayer: Layer.Layer<Facts, never, Database> = Layer.effect(Facts, Effect.map(Database, make))
