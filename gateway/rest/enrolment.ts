/** The routes of coming into a course, and of those who see to it. Seats are the course actor's to give; here it is asked. */
import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { Facts } from "../../actors/facts.ts"
import { Engine } from "../../engine/engine.ts"
import { tellCourse } from "../../engine/news.ts"
import {
  AcceptInvitation,
  Admit,
  CancelRequest,
  DecideReply,
  DecideRequest,
  JoinWaitList,
  LeaveWaitList,
  Remove,
  RequestEnrolment,
  RequestReply,
  SeatReply,
  Withdraw,
  WithdrawReply
} from "../../protocol/course.ts"
import { refuse } from "../../protocol/errors.ts"
import { actorRef, type CourseId } from "../../protocol/ids.ts"
import type { Person } from "../../protocol/principal.ts"
import { Api } from "../../protocol/rest/api.ts"
import { Caller } from "../../protocol/rest/caller.ts"
import type { BulkOutcome } from "../../protocol/rest/enrolment.ts"
import { AuditLog } from "../../storage/audit/audit-log.ts"
import { type Changer, doneBy } from "../../storage/audit/changer.ts"
import { Browsing } from "../../storage/catalogue/browsing.ts"
import { Invitations } from "../../storage/catalogue/invitations.ts"
import { answer, answerPage } from "./answers.ts"
import { type Bulk, BulkEnrolment, countsOf, readLines } from "./bulk-enrolment.ts"
import { Cells, writer } from "./cells.ts"
import { changer } from "./changer.ts"
import { expectedRevision, holds, tagged } from "./conditional.ts"
import { fromStorage, part, present, teaches } from "./courses.ts"
import { replied, Sending } from "./sending.ts"

const of = (id: CourseId) => actorRef("course", id)
const usualDays = 30
/** Against filling somebody's mailbox. */
const tooOften = refuse("rate_limited", { retryAfterMs: 3_600_000 })

export const enrolmentRoutes = HttpApiBuilder.group(
  Api,
  "enrolment",
  Effect.fnUntraced(function* (handlers) {
    const invitations = yield* Invitations
    const browsing = yield* Browsing
    const facts = yield* Facts
    const engine = yield* Engine
    const cells = yield* Cells.make
    const sending = new Sending(cells)
    const log = yield* AuditLog
    const bulk = new BulkEnrolment(cells, invitations)

    /** An import as a whole, and each who was let in by it; who was invited was recorded with the invitation. */
    const recorded = (by: Changer, id: CourseId, counts: Readonly<Record<string, number>>, admitted: Bulk["admitted"]) =>
      log.transaction(async (_, note) => {
        const of = (...outcomes: ReadonlyArray<BulkOutcome>) => outcomes.reduce((sum, name) => sum + (counts[name] ?? 0), 0)
        const on = doneBy(by, "course", id)
        for (const { userId, seq } of admitted)
          note({ action: "enrolment.forced", ...on, details: { user_id: userId, journal_seq: seq } })
        const unchanged = of("enrolled_already", "waiting_already", "invited_already", "twice")
        const details = { added: of("enrolled", "waiting"), invited: of("invited"), unchanged, refused: of("refused") }
        note({ action: "enrolments.imported", ...on, details })
      })

    /** Courses elsewhere are not there. */
    const own = Effect.fnUntraced(function* (person: Person, id: CourseId) {
      const rules = yield* Effect.flatMap(fromStorage(invitations.rules(id)), present)
      return teaches(person, id) ? rules : yield* Effect.fail(refuse("not_found"))
    })

    return handlers.handleAll({
      rules: ({ params }) => answer(tagged(Effect.flatMap(Caller, (person) => own(person, params.id)))),
      setRules: ({ params, payload, request }) =>
        answer(
          Effect.gen(function* () {
            const person = yield* Caller
            yield* own(person, params.id)
            const expected = yield* expectedRevision(request)
            const written = yield* fromStorage(
              invitations.setRules(params.id, payload, (revision) => holds(expected, revision), yield* changer(request))
            )
            if (written === "meanwhile") return yield* Effect.fail(refuse("precondition_failed", { field: "If-Match" }))
            if (written === "unknown") {
              const message = "A course is not there, or is this one. Name others."
              return yield* Effect.fail(refuse("invalid", { field: "required_courses", message }))
            }
            // Where telling fails now, the engine's own look for news tells it soon.
            yield* tellCourse(engine, facts, params.id, written.changed).pipe(
              Effect.catch(({ message }) =>
                Effect.logWarning(`Course ${params.id} could not be told how it is entered: ${message}`)
              )
            )
            return yield* tagged(own(person, params.id))
          })
        ),
      mine: ({ params }) =>
        answer(
          Effect.gen(function* () {
            const person = yield* Caller
            const { course } = yield* Effect.flatMap(fromStorage(browsing.course(params.id)), present)
            const standing = yield* fromStorage(invitations.standing(params.id, person.userId))
            const hidden = standing.standing === "none" && course.status !== "published" && !teaches(person, params.id)
            return hidden ? yield* Effect.fail(refuse("not_found")) : standing
          })
        ),
      drop: ({ params, request }) => sending.reply(request, of(params.id), Withdraw.make({}), WithdrawReply),
      join: ({ params, request }) => sending.reply(request, of(params.id), JoinWaitList.make({}), SeatReply),
      leave: ({ params, request }) => sending.reply(request, of(params.id), LeaveWaitList.make({}), WithdrawReply),
      ask: ({ params, payload, request }) => sending.reply(request, of(params.id), RequestEnrolment.make(payload), RequestReply),
      cancel: ({ params, request }) => sending.reply(request, of(params.id), CancelRequest.make({}), WithdrawReply),
      accept: ({ payload: { token }, request }) =>
        answer(
          Effect.gen(function* () {
            const person = yield* Caller
            const course = yield* fromStorage(invitations.courseOf(token, person.userId))
            if (course === undefined) return yield* Effect.fail(refuse("invitation_unknown"))
            const by = yield* writer(request, person)
            const done = yield* cells.send(person, of(course), AcceptInvitation.make({ token }), by)
            return { course_id: course, seat: yield* replied(SeatReply)(done) }
          })
        ),
      roster: ({ params, query }) =>
        answerPage(
          Effect.gen(function* () {
            yield* own(yield* Caller, params.id)
            const asked = part(query)
            return { ...asked, ...(yield* fromStorage(invitations.roster(params.id, query.standing ?? "enrolled", asked))) }
          })
        ),
      admit: ({ params, request }) => sending.reply(request, of(params.id), Admit.make({ userId: params.user }), SeatReply),
      remove: ({ params, request }) => sending.reply(request, of(params.id), Remove.make({ userId: params.user }), WithdrawReply),
      decide: ({ params, payload, request }) =>
        sending.reply(request, of(params.id), DecideRequest.make({ userId: params.user, ...payload }), DecideReply),
      bulk: ({ params, payload, request }) =>
        answer(
          Effect.gen(function* () {
            const person = yield* Caller
            yield* own(person, params.id)
            const lines = yield* readLines(payload.csv)
            const by = { ...(yield* writer(request, person)), recordsItself: true }
            const { rows, admitted } = yield* bulk.run(person, params.id, lines, by, payload.dry_run ?? false)
            const counts = countsOf(rows)
            if (payload.dry_run !== true) yield* fromStorage(recorded(yield* changer(request), params.id, counts, admitted))
            return { rows, counts }
          })
        ),
      invitations: ({ params, query }) =>
        answerPage(
          Effect.gen(function* () {
            yield* own(yield* Caller, params.id)
            const asked = part(query)
            return { ...asked, ...(yield* fromStorage(invitations.list(params.id, asked))) }
          })
        ),
      invite: ({ params, payload, request }) =>
        answer(
          Effect.gen(function* () {
            yield* own(yield* Caller, params.id)
            const by = yield* changer(request)
            const made = yield* fromStorage(invitations.invite(params.id, payload.email, by, payload.days ?? usualDays))
            return made === "often" ? yield* Effect.fail(tooOften) : made
          })
        ),
      revoke: ({ params, request }) =>
        answer(
          Effect.gen(function* () {
            yield* own(yield* Caller, params.id)
            const revoked = yield* fromStorage(invitations.revoke(params.id, params.invitation, yield* changer(request)))
            return revoked ? { id: params.invitation } : yield* Effect.fail(refuse("invitation_unknown"))
          })
        )
    })
  })
)
