/** The routes of accounts and of oneself. */
import { Clock, Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { actorRef, CourseId } from "../../protocol/ids.ts"
import { LearnerView } from "../../protocol/learner.ts"
import { permissionsOf } from "../../protocol/principal.ts"
import type { Me, MyCourse, TokenSet } from "../../protocol/rest/accounts.ts"
import { Api } from "../../protocol/rest/api.ts"
import { Caller } from "../../protocol/rest/caller.ts"
import { iso } from "../../protocol/time.ts"
import type { Profile } from "../../storage/catalogue/people.ts"
import { Accounts, type Entered } from "../auth/accounts.ts"
import type { TokenPair } from "../auth/tokens.ts"
import { answer } from "./answers.ts"
import { Cells } from "./cells.ts"
import { originOf } from "./request.ts"

const me = (profile: Profile): Me => ({
  id: profile.id,
  email: profile.email,
  role: profile.role,
  permissions: permissionsOf[profile.role],
  first_name: profile.firstName,
  last_name: profile.lastName,
  bio: profile.bio,
  avatar_url: profile.avatarUrl,
  organization: profile.organization,
  time_zone: profile.timeZone,
  created_at: profile.createdAt.toISOString(),
  last_login: profile.lastLogin?.toISOString() ?? null
})

const tokenSet = (tokens: TokenPair): Effect.Effect<TokenSet> =>
  Effect.map(Clock.currentTimeMillis, (now) => ({
    token_type: "Bearer",
    access_token: tokens.accessToken,
    expires_in: Math.max(0, Math.round((tokens.accessEnds - now) / 1000)),
    refresh_token: tokens.refreshToken,
    refresh_expires_in: Math.max(0, Math.round((tokens.refreshEnds - now) / 1000))
  }))

const loggedIn = ({ profile, tokens }: Entered) => Effect.map(tokenSet(tokens), (set) => ({ user: me(profile), ...set }))

export const authRoutes = HttpApiBuilder.group(
  Api,
  "auth",
  Effect.fnUntraced(function* (handlers) {
    const accounts = yield* Accounts
    return handlers.handleAll({
      register: ({ payload, request }) => answer(Effect.flatMap(accounts.register(payload, originOf(request)), loggedIn)),
      login: ({ payload, request }) =>
        answer(Effect.flatMap(accounts.login(payload.email, payload.password, originOf(request)), loggedIn)),
      refresh: ({ payload, request }) =>
        answer(Effect.flatMap(accounts.refresh(payload.refresh_token, originOf(request)), tokenSet)),
      logout: ({ payload, request }) =>
        answer(
          Effect.gen(function* () {
            const person = yield* Caller
            return { ended: yield* accounts.logout(person, payload?.everywhere === true, originOf(request)) }
          })
        )
    })
  })
)

export const usersRoutes = HttpApiBuilder.group(
  Api,
  "users",
  Effect.fnUntraced(function* (handlers) {
    const accounts = yield* Accounts
    const cells = yield* Cells.make
    return handlers.handleAll({
      me: () => answer(Effect.flatMap(Caller, (person) => Effect.map(accounts.profile(person.userId), me))),
      myCourses: () =>
        answer(
          Effect.gen(function* () {
            const person = yield* Caller
            const { view } = yield* cells.see(person, actorRef("learner", person.userId), LearnerView)
            return Object.entries(view.courses).map(([id, enrolment]): MyCourse => ({
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
          })
        )
    })
  })
)
