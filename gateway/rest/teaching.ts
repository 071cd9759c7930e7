/** The routes about a course's people. What changes for learners goes as commands to the course's actor. */
import { Effect, Schema } from "effect"
import type { HttpServerRequest } from "effect/http"
import { HttpApiBuilder } from "effect/http-api"
import {
  Announce,
  AnnounceReply,
  CourseMemberView,
  CourseStaffView,
  CourseVisitorView,
  MoveLearners,
  MoveLearnersReply
} from "../../protocol/course.ts"
import { refuse, type Refusal } from "../../protocol/errors.ts"
import { actorRef, type CourseId } from "../../protocol/ids.ts"
import { LearnerView, ReadNotice, ReadNoticeReply } from "../../protocol/learner.ts"
import type { Person } from "../../protocol/principal.ts"
import { Api } from "../../protocol/rest/api.ts"
import { Caller } from "../../protocol/rest/caller.ts"
import type { InboxLine } from "../../protocol/rest/teaching.ts"
import { Authoring } from "../../storage/authoring/authoring.ts"
import { Assignments } from "../auth/assignments.ts"
import { answer, refused } from "./answers.ts"
import { authorOf } from "./authoring.ts"
import { Cells } from "./cells.ts"
import { changer } from "./changer.ts"
import { Sending } from "./sending.ts"

const Announced = Schema.Union([CourseStaffView, CourseMemberView])
const CourseView = Schema.Union([Announced, CourseVisitorView])

export const teachingRoutes = HttpApiBuilder.group(
  Api,
  "teaching",
  Effect.fnUntraced(function* (handlers) {
    const authoring = yield* Authoring
    const assignments = yield* Assignments
    const cells = yield* Cells.make
    const sending = new Sending(cells)

    const author = (id: CourseId, request: HttpServerRequest.HttpServerRequest) => Effect.andThen(authorOf(id), changer(request))

    /** Who is in the team is so from this moment on, also over connections that are open. */
    const reassigned = <A, R>(change: Effect.Effect<A, Refusal, R>) =>
      Effect.tap(change, () => Effect.sync(() => assignments.changed()))

    const ofAuthor = <A, R>(id: CourseId, answered: Effect.Effect<A, never, R>) =>
      Effect.matchEffect(authorOf(id), { onFailure: refused, onSuccess: () => answered })

    /** What a person may read of a course's announcements; nothing, where the course shows them none. */
    const announcements = (person: Person, course: CourseId) =>
      Effect.map(cells.see(person, actorRef("course", course), CourseView), ({ view }) =>
        "announcements" in view ? view.announcements : undefined
      )

    return handlers.handleAll({
      team: ({ params: { id } }) => answer(Effect.andThen(authorOf(id), authoring.team(id))),
      addToTeam: ({ params: { id, userId }, payload, request }) =>
        answer(
          Effect.flatMap(author(id, request), (by) => reassigned(authoring.addToTeam(id, userId, payload.lead === true, by)))
        ),
      removeFromTeam: ({ params: { id, userId }, request }) =>
        answer(Effect.flatMap(author(id, request), (by) => reassigned(authoring.removeFromTeam(id, userId, by)))),
      grants: ({ params: { id } }) => answer(Effect.andThen(authorOf(id), authoring.grants(id))),
      grant: ({ params: { id, userId }, payload, request }) =>
        answer(Effect.flatMap(author(id, request), (by) => authoring.grant(id, userId, by, payload.reason))),
      ungrant: ({ params: { id, userId }, request }) =>
        answer(Effect.flatMap(author(id, request), (by) => Effect.as(authoring.ungrant(id, userId, by), { user_id: userId }))),
      movable: ({ params: { id, versionId }, query: { after = 0 } }) =>
        answer(Effect.andThen(authorOf(id), authoring.movable(id, versionId, after))),
      move: ({ params: { id, versionId }, payload, request }) =>
        ofAuthor(
          id,
          sending.reply(request, actorRef("course", id), MoveLearners.make({ versionId, ...payload }), MoveLearnersReply)
        ),
      announce: ({ params: { id }, payload, request }) =>
        ofAuthor(id, sending.reply(request, actorRef("course", id), Announce.make(payload), AnnounceReply)),
      announcements: ({ params: { id } }) =>
        answer(
          Effect.gen(function* () {
            const found = yield* announcements(yield* Caller, id)
            return found ?? (yield* Effect.fail(refuse("not_enrolled")))
          })
        ),
      inbox: () =>
        answer(
          Effect.gen(function* () {
            const person = yield* Caller
            const { view } = yield* cells.see(person, actorRef("learner", person.userId), LearnerView)
            const notices = Object.values(view.inbox).sort((a, b) => b.at - a.at || b.number - a.number)
            const courses = [...new Set(notices.map(({ courseId }) => courseId))]
            const read = yield* Effect.forEach(
              courses,
              (id) => Effect.map(Effect.option(announcements(person, id)), (found) => [id, found] as const),
              { concurrency: 8 }
            )
            const texts = new Map(read)
            return notices.map((notice): InboxLine => {
              const found = texts.get(notice.courseId)
              const text = found?._tag === "Some" ? found.value?.[String(notice.number)]?.text : undefined
              return { ...notice, ...(text === undefined ? {} : { text }) }
            })
          })
        ),
      readNotice: ({ params: { id, number }, request }) =>
        Effect.flatMap(Caller, ({ userId }) =>
          sending.reply(request, actorRef("learner", userId), ReadNotice.make({ courseId: id, number }), ReadNoticeReply)
        )
    })
  })
)
