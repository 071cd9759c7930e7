/**
 * Organisations, who belongs to them and who represents them, and what members have consented to. Consent is read with every
 * question and never remembered: once it is withdrawn, nothing of the member is shown any more.
 */
import { Context, Effect, Layer, Schema } from "effect"
import type { StorageUnavailable } from "../../engine/journal.ts"
import type { NewAuditEntry } from "../../protocol/audit.ts"
import { type CourseId, OrganisationId, type UserId } from "../../protocol/ids.ts"
import {
  MyOrganisation,
  type OrganisationDetail,
  OrganisationProgress,
  OrganisationRow,
  RosterRow
} from "../../protocol/rest/organisations.ts"
import { AuditLog } from "../audit/audit-log.ts"
import { type Changer, doneBy } from "../audit/changer.ts"
import { Database } from "../database.ts"
import { allRows, firstRow } from "./rows.ts"

interface Part {
  readonly page: number
  readonly perPage: number
}
interface Found<A> {
  readonly rows: ReadonlyArray<A>
  readonly total: number
}
type Stored<A> = Effect.Effect<A, StorageUnavailable>

export class Organisations extends Context.Service<
  Organisations,
  {
    readonly list: (part: Part) => Stored<Found<OrganisationDetail>>
    /** `undefined`: there is no such organisation; so also below. */
    readonly read: (id: OrganisationId) => Stored<OrganisationDetail | undefined>
    /** `undefined`: there is one of that name. */
    readonly add: (name: string, by: Changer) => Stored<OrganisationDetail | undefined>
    /** Members who consent, by name. */
    readonly roster: (id: OrganisationId, part: Part) => Stored<Found<RosterRow>>
    /** Enrolments of members who consent. */
    readonly progress: (id: OrganisationId, course: CourseId | undefined, part: Part) => Stored<Found<OrganisationProgress>>
    /** Of the organisation from now on, and of no other; `false`: there is nobody, or no organisation, with this id. */
    readonly join: (as: Place, id: OrganisationId, person: UserId, by: Changer) => Stored<boolean>
    readonly leave: (as: Place, id: OrganisationId, person: UserId, by: Changer) => Stored<boolean>
    /** Where somebody belongs, what they would consent to, and what they have. */
    readonly of: (person: UserId) => Stored<MyOrganisation | undefined>
    /** Given anew where it stands already: the text may be another. `false`: they belong to none. */
    readonly consent: (person: UserId, textVersion: number) => Stored<boolean>
    readonly withdrawConsent: (person: UserId) => Stored<void>
  }
>()("stoa/storage/Organisations") {
  static readonly layer = Layer.effect(
    Organisations,
    Effect.map(Effect.all([Database, AuditLog]), (parts) => make(...parts))
  )
}

/** A member learns; a representative has the role for it, and sees. */
export type Place = "member" | "representative"

const about = (id: number, by: Changer) => doneBy(by, "organisation", id)
const changed = (as: Place, how: "added" | "removed", id: number, person: UserId, by: Changer): NewAuditEntry =>
  as === "member"
    ? { action: `organisation.member_${how}`, ...about(id, by), details: { user_id: person } }
    : { action: "organisation.changed", ...about(id, by), details: { fields: [`representative ${person} ${how}`] } }

const Total = Schema.Struct({ total: Schema.Int })

function make(database: Database["Service"], log: AuditLog["Service"]): Organisations["Service"] {
  const { sql } = database
  const first = firstRow(database)
  const rows = allRows(database)
  const page = ({ page, perPage }: Part) => sql`limit ${perPage} offset ${(page - 1) * perPage}`
  const counted = (query: ReturnType<typeof sql>): Stored<number> =>
    Effect.map(
      first(Total, (db) => db`select json_build_object('total', (select count(*) from (${query}) counted)) as row`),
      (row) => row?.total ?? 0
    )
  const detail = sql`json_build_object('id', o.id, 'name', o.name, 'created_at', o.created_at,
    'members', (select count(*) from organisation_members m where m.organisation_id = o.id),
    'consenting', (select count(*) from organisation_consents c where c.organisation_id = o.id and c.withdrawn_at is null),
    'representatives', coalesce((select json_agg(r.user_id order by r.user_id) from organisation_representatives r
      where r.organisation_id = o.id), '[]')) as row`
  const consenting = (id: OrganisationId) => sql`
    organisation_members m
    join organisation_consents c on c.user_id = m.user_id and c.organisation_id = m.organisation_id and c.withdrawn_at is null
    join users u on u.id = m.user_id and u.is_active
    join user_profiles p on p.user_id = m.user_id
    where m.organisation_id = ${id}`
  const tableOf = (as: Place) => sql(as === "member" ? "organisation_members" : "organisation_representatives")
  const read = (id: OrganisationId) =>
    first(OrganisationRow, (db) => db`select ${detail} from organisations o where o.id = ${id}`)

  return Organisations.of({
    read,
    list: (part) =>
      Effect.all({
        rows: rows(OrganisationRow, (db) => db`select ${detail} from organisations o order by lower(o.name) ${page(part)}`),
        total: counted(sql`select 1 from organisations`)
      }),
    add: (name, by) =>
      Effect.flatMap(
        log.transaction(async (db, note) => {
          const [made] = await db<Array<{ id: string }>>`
            insert into organisations (name, created_by) values (${name}, ${by.person}) on conflict (lower(name)) do nothing
            returning id::text`
          if (made === undefined) return undefined
          note({ action: "organisation.created", ...about(Number(made.id), by), details: { name } })
          return OrganisationId.make(Number(made.id))
        }),
        (id) => (id === undefined ? Effect.succeed(undefined) : read(id))
      ),
    roster: (id, part) =>
      Effect.all({
        rows: rows(
          RosterRow,
          (db) => db`
            select json_build_object('user_id', m.user_id, 'first_name', p.first_name, 'last_name', p.last_name,
              'since', m.since, 'consented_at', c.given_at) as row
            from ${consenting(id)} order by lower(p.last_name), lower(p.first_name), m.user_id ${page(part)}`
        ),
        total: counted(sql`select 1 from ${consenting(id)}`)
      }),
    progress: (id, course, part) => {
      const enrolments = sql`
        (select m.user_id, p.first_name, p.last_name from ${consenting(id)}) who
        join course_enrollments e on e.user_id = who.user_id join courses k on k.id = e.course_id
        where ${course === undefined ? sql`true` : sql`e.course_id = ${course}`}`
      return Effect.all({
        rows: rows(
          OrganisationProgress,
          (db) => db`
            select json_build_object('user_id', who.user_id, 'first_name', who.first_name, 'last_name', who.last_name,
              'course_id', e.course_id, 'title', k.title, 'enrolled_at', e.enrolled_at, 'completed_at', e.completed_at,
              'progress_percentage', e.progress_percentage::text, 'last_accessed', e.last_accessed) as row
            from ${enrolments} order by lower(who.last_name), lower(who.first_name), who.user_id, e.course_id ${page(part)}`
        ),
        total: counted(sql`select 1 from ${enrolments}`)
      })
    },
    join: (as, id, person, by) =>
      log.transaction(async (db, note) => {
        const written = await db`
          insert into ${tableOf(as)} as t (user_id, organisation_id)
          select u.id, o.id from users u, organisations o where u.id = ${person} and o.id = ${id}
          on conflict (user_id) do update set organisation_id = excluded.organisation_id,
            since = case when t.organisation_id = excluded.organisation_id then t.since else now() end
          returning 1`
        if (written.length > 0) note(changed(as, "added", id, person, by))
        return written.length > 0
      }),
    leave: (as, id, person, by) =>
      log.transaction(async (db, note) => {
        const gone = await db`delete from ${tableOf(as)} where user_id = ${person} and organisation_id = ${id} returning 1`
        if (gone.length > 0) note(changed(as, "removed", id, person, by))
        return gone.length > 0
      }),
    of: (person) =>
      first(
        MyOrganisation,
        (db) => db`
          select json_build_object('id', o.id, 'name', o.name, 'since', m.since,
            'consent_text', (select json_build_object('version', version, 'text', text) from consent_texts order by version desc limit 1),
            'consent', (select json_build_object('text_version', text_version, 'given_at', given_at)
              from organisation_consents where user_id = m.user_id and withdrawn_at is null)) as row
          from organisation_members m join organisations o on o.id = m.organisation_id where m.user_id = ${person}`
      ),
    consent: (person, textVersion) =>
      database.run((pool) =>
        pool.begin(async (db) => {
          // Held against leaving at the same moment: nobody consents to an organisation they are no longer in.
          const [member] = await db`select organisation_id from organisation_members where user_id = ${person} for update`
          if (member === undefined) return false
          await db`update organisation_consents set withdrawn_at = now() where user_id = ${person} and withdrawn_at is null`
          await db`
            insert into organisation_consents (user_id, organisation_id, text_version)
            select user_id, organisation_id, ${textVersion} from organisation_members where user_id = ${person}`
          return true
        })
      ),
    withdrawConsent: (person) =>
      database
        .run((db) => db`update organisation_consents set withdrawn_at = now() where user_id = ${person} and withdrawn_at is null`)
        .pipe(Effect.asVoid)
  })
}
