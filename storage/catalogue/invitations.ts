/**
 * Invitations into courses, how a course is entered, and the roster as read tables tell it. Who has accepted is the course's own
 * to say; here stand the links. One address has one open invitation to a course at a time, however often it is asked for. The
 * link leaves by mail alone, and is good for the account of that address alone: who invites learns nothing of either.
 */
import { randomUUID } from "node:crypto"
import { Context, Effect, Layer, Schema } from "effect"
import type { StorageUnavailable } from "../../engine/journal.ts"
import { InvitationId } from "../../protocol/course.ts"
import { type CourseId, UserId } from "../../protocol/ids.ts"
import { type EnrolmentRules, InvitationRow, OwnStanding, RosterRow, StoredRules } from "../../protocol/rest/enrolment.ts"
import { AuditLog } from "../audit/audit-log.ts"
import { type Changer, doneBy } from "../audit/changer.ts"
import { Database } from "../database.ts"
import { MailSecret } from "../mail/mail-secret.ts"
import { MailOutbox } from "../mail/outbox.ts"
import { canonicalEmail, PersonalFields } from "../personal-fields.ts"
import type { Found, Part } from "./browsing.ts"
import { invitationHash } from "./invitation-token.ts"
import { allRows, firstRow, found } from "./rows.ts"

/** `mailed`: made just now, with the mail that brings it; otherwise one was open already. */
export interface Invited {
  readonly id: InvitationId
  readonly mailed: boolean
}

export type RosterPart = "enrolled" | "waiting" | "requested" | "withdrawn"

const FoundInvitations = found(InvitationRow)
const FoundRoster = found(RosterRow)

export class Invitations extends Context.Service<
  Invitations,
  {
    readonly rules: (course: CourseId) => Effect.Effect<StoredRules | undefined, StorageUnavailable>
    /**
     * `changed`: when, in milliseconds. A course that is named as required is not there, or is this one: `unknown`; another
     * revision than `holds` takes: `meanwhile`.
     */
    readonly setRules: (
      course: CourseId,
      rules: EnrolmentRules,
      holds: (revision: number) => boolean,
      by: Changer
    ) => Effect.Effect<{ readonly changed: number } | "unknown" | "meanwhile", StorageUnavailable>
    /** `often`: so many were withdrawn and made anew within the hour that no more mail goes to that address for a while. */
    readonly invite: (
      course: CourseId,
      email: string,
      by: Changer,
      days: number
    ) => Effect.Effect<Invited | "often", StorageUnavailable>
    readonly list: (course: CourseId, part: Part) => Effect.Effect<Found<InvitationRow>, StorageUnavailable>
    /** `false`: there is none that is open. */
    readonly revoke: (course: CourseId, id: InvitationId, by: Changer) => Effect.Effect<boolean, StorageUnavailable>
    /** The course behind a token that this person's address was sent, be its invitation good still or not. */
    readonly courseOf: (token: string, person: UserId) => Effect.Effect<CourseId | undefined, StorageUnavailable>
    readonly roster: (course: CourseId, kind: RosterPart, part: Part) => Effect.Effect<Found<RosterRow>, StorageUnavailable>
    readonly standing: (course: CourseId, person: UserId) => Effect.Effect<OwnStanding, StorageUnavailable>
    /** Active accounts of these addresses, by the address as it was asked for. */
    readonly accounts: (emails: ReadonlyArray<string>) => Effect.Effect<ReadonlyMap<string, UserId>, StorageUnavailable>
  }
>()("stoa/storage/Invitations") {}

/** Enough to tell whom one invited, and no address. */
const hintOf = (email: string): string => {
  const [name = "", domain = ""] = canonicalEmail(email).split("@")
  return `${name.slice(0, 1)}…@${domain}`.slice(0, 255)
}

/** Mails into one course to one address. */
const mostInAnHour = 5

const Account = Schema.Struct({ id: UserId, hash: Schema.String })
const CourseRow = Schema.Struct({ id: Schema.Int.pipe(Schema.brand("CourseId")) })
const idRow = Schema.decodeUnknownSync(Schema.Struct({ id: InvitationId }))

const make = (
  database: Database["Service"],
  fields: PersonalFields["Service"],
  log: AuditLog["Service"],
  secret: MailSecret["Service"],
  outbox: MailOutbox["Service"]
): Invitations["Service"] => {
  const { sql } = database
  const all = allRows(database)
  const first = firstRow(database)
  const time = (column: string) => sql`to_char(${sql(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
  const accepted = sql`exists (select 1 from invitation_acceptances a where a.invitation_id = i.id)`
  const none = { rows: [], total: 0 }

  const lines = {
    enrolled: sql`select r.user_id, 'enrolled' as standing, r.enrolled_at as since, null::bigint as ticket, r.enrolled_at as place
      from course_roster r where r.withdrawn_at is null`,
    withdrawn: sql`select r.user_id, 'withdrawn' as standing, r.withdrawn_at as since, null::bigint as ticket, r.withdrawn_at as place
      from course_roster r where r.withdrawn_at is not null`,
    waiting: sql`select r.user_id, 'waiting' as standing, r.since, r.ticket, to_timestamp(r.ticket) as place
      from course_waiting r where true`,
    requested: sql`select r.user_id, 'requested' as standing, r.requested_at as since, null::bigint as ticket, r.requested_at as place
      from course_requests r where r.status = 'requested'`
  } as const

  return Invitations.of({
    rules: (course) =>
      first(
        StoredRules,
        (db) => db`
          select json_build_object('revision', revision, 'mode', enrolment_mode, 'wait_list', wait_list, 'required_courses', to_json(required_courses)) as row
          from courses where id = ${course}`
      ),

    setRules: (course, { mode, wait_list, required_courses }, holds, by) =>
      log.transaction(async (db, note) => {
        const required = `{${required_courses.join(",")}}`
        const [known] = await db<Array<{ revision: number }>>`select revision from courses where id = ${course} for update`
        if (known === undefined || !holds(known.revision)) return "meanwhile"
        const [there] = await db<Array<{ count: number }>>`
            select count(*)::int as count from courses where id = any(${required}::text::bigint[]) and id <> ${course}`
        if (there?.count !== required_courses.length) return "unknown"
        const [row] = await db<Array<{ changed: number }>>`
            update courses set enrolment_mode = ${mode}, wait_list = ${wait_list}, required_courses = ${required}::text::bigint[],
              revision = revision + 1, updated_at = greatest(now(), updated_at + interval '1 millisecond')
            where id = ${course} returning floor(extract(epoch from updated_at) * 1000)::bigint as changed`
        note({ action: "course.entry_changed", ...doneBy(by, "course", course), details: { mode, wait_list, required_courses } })
        return { changed: row?.changed ?? 0 }
      }),

    invite: (course, email, by, days) => {
      const mail = randomUUID()
      const hash = fields.hashOf(email)
      return log.transaction(async (db, note) => {
        // What is over or was followed makes room for another one.
        await db`
            update course_invitations i set revoked_at = now()
            where i.course_id = ${course} and i.email_hash = ${hash} and i.revoked_at is null
              and (i.expires_at <= now() or ${accepted})`
        const [standing] = await db`
          select id from course_invitations where course_id = ${course} and email_hash = ${hash} and revoked_at is null`
        const [lately] = await db<Array<{ count: number }>>`
          select count(*)::int as count from course_invitations
          where course_id = ${course} and email_hash = ${hash} and created_at > now() - interval '1 hour'`
        if (standing === undefined && (lately?.count ?? 0) >= mostInAnHour) return "often"
        const [made] = await db`
            insert into course_invitations (course_id, email_hash, hint, token_hash, invited_by, expires_at)
            values (${course}, ${hash}, ${hintOf(email)}, ${invitationHash(secret.invitation(mail))}, ${by.person}, now() + make_interval(days => ${days}))
            on conflict (course_id, email_hash) where revoked_at is null do nothing returning id`
        if (made !== undefined) {
          const { id } = idRow(made)
          note({ action: "course.invited", ...doneBy(by, "course", course), details: { invitation: id } })
          await outbox.enqueue(db, { id: mail, kind: "course_invitation", to: canonicalEmail(email) })
          return { id, mailed: true }
        }
        const [open] = await db`
            select id from course_invitations where course_id = ${course} and email_hash = ${hash} and revoked_at is null`
        return { id: idRow(open).id, mailed: false }
      })
    },

    list: (course, { page, perPage }) =>
      Effect.map(
        first(
          FoundInvitations,
          (db) => db`
            select json_build_object(
              'total', (select count(*) from course_invitations where course_id = ${course}),
              'rows', coalesce((select json_agg(one) from (
                select json_build_object('id', i.id, 'hint', i.hint, 'invited_by', i.invited_by, 'created_at', ${time("i.created_at")},
                  'expires_at', ${time("i.expires_at")}, 'accepted_by', a.user_id, 'accepted_at', ${time("a.accepted_at")},
                  'status', case when a.user_id is not null then 'accepted' when i.revoked_at is not null then 'revoked'
                    when i.expires_at <= now() then 'over' else 'open' end) as one
                from course_invitations i left join invitation_acceptances a on a.invitation_id = i.id
                where i.course_id = ${course} order by i.id desc limit ${perPage} offset ${(page - 1) * perPage}) page), '[]')) as row`
        ),
        (found) => found ?? none
      ),

    revoke: (course, id, by) =>
      log.transaction(async (db, note) => {
        const { count } = await db`
          update course_invitations i set revoked_at = now()
          where i.id = ${id} and i.course_id = ${course} and i.revoked_at is null and not ${accepted}`
        if (count > 0) note({ action: "course.invitation_revoked", ...doneBy(by, "course", course), details: { invitation: id } })
        return count > 0
      }),

    courseOf: (token, person) =>
      Effect.map(
        first(
          CourseRow,
          (db) => db`
            select json_build_object('id', i.course_id) as row
            from course_invitations i join users u on u.email_hash = i.email_hash
            where i.token_hash = ${invitationHash(token)} and u.id = ${person}`
        ),
        (found) => found?.id
      ),

    roster: (course, kind, { page, perPage }) => {
      const those = sql`(${lines[kind]} and r.course_id = ${course}) line`
      return Effect.map(
        first(
          FoundRoster,
          (db) => db`
            select json_build_object('total', (select count(*) from ${those}), 'rows', coalesce((
              select json_agg(one) from (
                select json_build_object('user_id', line.user_id, 'first_name', p.first_name, 'last_name', p.last_name,
                  'standing', line.standing, 'since', ${time("line.since")}, 'ticket', line.ticket) as one
                from ${those} left join user_profiles p on p.user_id = line.user_id
                order by line.place, line.user_id limit ${perPage} offset ${(page - 1) * perPage}) page), '[]')) as row`
        ),
        (found) => found ?? none
      )
    },

    standing: (course, person) =>
      Effect.map(
        first(
          OwnStanding,
          (db) => db`
            select case
              when r.user_id is not null then json_build_object('standing', 'enrolled', 'since', ${time("r.enrolled_at")})
              when w.user_id is not null then json_build_object('standing', 'waiting', 'since', ${time("w.since")}, 'ticket', w.ticket,
                'position', (select count(*) + 1 from course_waiting b where b.course_id = ${course} and b.ticket < w.ticket))
              when q.status = 'requested' then json_build_object('standing', 'requested', 'since', ${time("q.requested_at")})
              when q.status = 'refused' then json_build_object('standing', 'refused', 'since', ${time("q.decided_at")}, 'reason', q.reason)
              else json_build_object('standing', 'none') end as row
            from (select 1) one
            left join course_roster r on r.course_id = ${course} and r.user_id = ${person} and r.withdrawn_at is null
            left join course_waiting w on w.course_id = ${course} and w.user_id = ${person}
            left join course_requests q on q.course_id = ${course} and q.user_id = ${person}`
        ),
        (found) => found ?? { standing: "none" as const }
      ),

    accounts: (emails) => {
      const byHash = new Map(emails.map((email) => [fields.hashOf(email), email]))
      return Effect.map(
        all(
          Account,
          (db) => db`
            select json_build_object('id', id, 'hash', email_hash) as row from users
            where is_active and email_hash in ${db(byHash.size === 0 ? [""] : [...byHash.keys()])}`
        ),
        (rows) =>
          new Map(
            rows.flatMap(({ id, hash }) => {
              const email = byHash.get(hash)
              return email === undefined ? [] : [[email, id] as const]
            })
          )
      )
    }
  })
}

export const invitationsLayer = Layer.effect(
  Invitations,
  Effect.gen(function* () {
    return make(yield* Database, yield* PersonalFields, yield* AuditLog, yield* MailSecret, yield* MailOutbox)
  })
)
