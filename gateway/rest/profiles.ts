/** The routes of one's own account, and of what is done by mail. */
import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { refuse } from "../../protocol/errors.ts"
import { actorRef, CourseId, type UserId } from "../../protocol/ids.ts"
import { LearnerView } from "../../protocol/learner.ts"
import { may, type Person } from "../../protocol/principal.ts"
import type { Me, MyCourse } from "../../protocol/rest/accounts.ts"
import { Api } from "../../protocol/rest/api.ts"
import { Caller } from "../../protocol/rest/caller.ts"
import type { OwnSession, ProfileEdit } from "../../protocol/rest/profile.ts"
import { iso } from "../../protocol/time.ts"
import type { Profile, ProfileChange } from "../../storage/catalogue/people.ts"
import type { ListedSession } from "../../storage/catalogue/sessions.ts"
import { Accounts } from "../auth/accounts.ts"
import { OwnAccount } from "../auth/own-account.ts"
import { Recovering } from "../auth/recovering.ts"
import { Registering } from "../auth/registering.ts"
import { answer } from "./answers.ts"
import { Cells } from "./cells.ts"
import { expectedRevision, tagged, taggedInPart } from "./conditional.ts"
import { originOf } from "./request.ts"

export const me = (profile: Profile): Me => ({
  id: profile.id,
  email: profile.email,
  role: profile.role,
  permissions: profile.permissions,
  first_name: profile.firstName,
  last_name: profile.lastName,
  bio: profile.bio,
  avatar_url: profile.avatarUrl,
  phone: profile.phone,
  organization: profile.organization,
  time_zone: profile.timeZone,
  created_at: profile.createdAt.toISOString(),
  last_login: profile.lastLogin?.toISOString() ?? null,
  revision: profile.revision
})

/** A learner's courses as their own cell has them. */
export const coursesOf = (cells: Cells, person: Person, learner: UserId) =>
  Effect.map(cells.see(person, actorRef("learner", learner), LearnerView), ({ view }) =>
    Object.entries(view.courses).map(([id, enrolment]): MyCourse => ({
      course_id: CourseId.make(Number(id)),
      version_id: enrolment.versionId,
      title: enrolment.title,
      enrolled_at: iso(enrolment.enrolledAt),
      completed_at: enrolment.completedAt === undefined ? null : iso(enrolment.completedAt),
      progress_percentage: enrolment.percent,
      completed_modules: enrolment.completed,
      total_modules: enrolment.total,
      time_spent: Math.floor(enrolment.timeMs / 1000),
      last_module: enrolment.lastModule ?? null,
      last_accessed: enrolment.lastActiveAt === undefined ? null : iso(enrolment.lastActiveAt)
    }))
  )

const session =
  (current: string) =>
  (row: ListedSession): OwnSession => ({
    id: row.id,
    current: row.id === current,
    address: row.address,
    user_agent: row.userAgent,
    opened_at: row.openedAt.toISOString(),
    renewed_at: row.renewedAt.toISOString(),
    expires_at: row.expiresAt.toISOString()
  })

const change = (edit: ProfileEdit): ProfileChange => ({
  ...(edit.first_name === undefined ? {} : { firstName: edit.first_name }),
  ...(edit.last_name === undefined ? {} : { lastName: edit.last_name }),
  ...(edit.bio === undefined ? {} : { bio: edit.bio }),
  ...(edit.phone === undefined ? {} : { phone: edit.phone }),
  ...(edit.organization === undefined ? {} : { organization: edit.organization }),
  ...(edit.time_zone === undefined ? {} : { timeZone: edit.time_zone })
})

/** Whether an account exists is nobody's business but its owner's and the administrators'. */
const seeing = Effect.fnUntraced(function* (id: UserId) {
  const person = yield* Caller
  return person.userId === id || may(person, "*") ? person : yield* Effect.fail(refuse("not_found"))
})

export const profileRoutes = HttpApiBuilder.group(
  Api,
  "profile",
  Effect.fnUntraced(function* (handlers) {
    const accounts = yield* Accounts
    const own = yield* OwnAccount
    const cells = yield* Cells.make
    return handlers.handleAll({
      sessions: () =>
        answer(
          Effect.gen(function* () {
            const person = yield* Caller
            return (yield* own.sessions(person)).map(session(person.session))
          })
        ),
      endSession: ({ params, request }) =>
        answer(
          Effect.gen(function* () {
            yield* own.endSession(yield* Caller, params.session, originOf(request))
            return { ended: 1 }
          })
        ),
      password: ({ payload, request }) =>
        answer(
          Effect.gen(function* () {
            const passwords = { old: payload.old_password, new: payload.new_password }
            return { ended: yield* own.changePassword(yield* Caller, passwords, originOf(request)) }
          })
        ),
      email: ({ payload, request }) =>
        answer(
          Effect.gen(function* () {
            yield* own.changeEmail(yield* Caller, payload.email, payload.password, originOf(request))
            return { by_mail: true as const }
          })
        ),
      read: ({ params }) => answer(taggedInPart(Effect.map(Effect.andThen(seeing(params.id), accounts.profile(params.id)), me))),
      change: ({ params, payload, request }) =>
        answer(
          tagged(
            Effect.gen(function* () {
              const person = yield* seeing(params.id)
              if (payload.organization !== undefined && !may(person, "*"))
                return yield* Effect.fail(refuse("forbidden", { field: "organization" }))
              yield* accounts.profile(params.id)
              const expected = yield* expectedRevision(request)
              return me(yield* own.changeProfile(person, params.id, change(payload), expected, originOf(request)))
            })
          )
        ),
      courses: ({ params }) =>
        answer(
          Effect.gen(function* () {
            const person = yield* seeing(params.id)
            yield* accounts.profile(params.id)
            return yield* coursesOf(cells, person, params.id)
          })
        )
    })
  })
)

export const recoveryRoutes = HttpApiBuilder.group(
  Api,
  "recovery",
  Effect.fnUntraced(function* (handlers) {
    const registering = yield* Registering
    const recovering = yield* Recovering
    const byMail = { by_mail: true as const }
    return handlers.handleAll({
      confirm: ({ payload, request }) =>
        answer(Effect.map(registering.confirm(payload.token, originOf(request)), (email) => ({ email }))),
      resend: ({ payload, request }) => answer(Effect.as(registering.remind(payload.email, originOf(request)), byMail)),
      forgot: ({ payload, request }) => answer(Effect.as(recovering.forgot(payload.email, originOf(request)), byMail)),
      reset: ({ payload, request }) => answer(recovering.reset(payload.token, payload.password, originOf(request)))
    })
  })
)
