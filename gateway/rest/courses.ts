/** The routes of courses: the catalogue as it is stored, enrolment and progress as the cells have them. */
import { Effect, Schema } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { closed } from "../../actors/learner/gating.ts"
import { Engine } from "../../engine/engine.ts"
import type { StorageUnavailable } from "../../engine/journal.ts"
import { lessonIn, PlaybackGrants } from "../../media/grants.ts"
import { BoardRow, CourseMemberView, CourseStaffView, CourseVisitorView, Enrol, EnrolReply } from "../../protocol/course.ts"
import { refuse, type Refusal } from "../../protocol/errors.ts"
import { actorRef, type CourseId, type VersionId } from "../../protocol/ids.ts"
import {
  CompleteModule,
  CompleteModuleReply,
  type EnrolmentView,
  LearnerView,
  Study,
  StudyReply
} from "../../protocol/learner.ts"
import { may, type Person } from "../../protocol/principal.ts"
import { Api } from "../../protocol/rest/api.ts"
import { Caller } from "../../protocol/rest/caller.ts"
import { reaches } from "../../protocol/scopes.ts"
import { iso } from "../../protocol/time.ts"
import { CoursePlace } from "../../storage/catalogue/course-search.ts"
import { Browsing } from "../../storage/catalogue/browsing.ts"
import { answer, answerStretch } from "./answers.ts"
import { cursors } from "./cursor.ts"
import { Cells, writer } from "./cells.ts"
import { replied } from "./sending.ts"

export const fromStorage = <A>(effect: Effect.Effect<A, StorageUnavailable>): Effect.Effect<A, Refusal> =>
  Effect.mapError(effect, () => refuse("unavailable", { retryAfterMs: 1_000 }))

export const present = <A>(value: A | undefined): Effect.Effect<A, Refusal> =>
  value === undefined ? Effect.fail(refuse("not_found")) : Effect.succeed(value)

export const teaches = (person: Person, course: CourseId): boolean => reaches(person, "course:update", "course", { course })

/** The caller's enrolment in a course, from their own cell. */
const enrolmentOf = Effect.fnUntraced(function* (cells: Cells, person: Person, course: CourseId) {
  const { view } = yield* cells.see(person, actorRef("learner", person.userId), LearnerView)
  const found: EnrolmentView | undefined = view.courses[String(course)]
  return found
})

const CourseView = Schema.Union([CourseStaffView, CourseMemberView, CourseVisitorView])
const decodeBoard = Schema.decodeUnknownEffect(BoardRow)

const places = cursors(CoursePlace)

/** Rows and cells have nothing to wait for in each other. */
const atOnce = { concurrency: "unbounded" } as const

export const part = (query: { readonly page?: number; readonly per_page?: number }) => ({
  page: query.page ?? 1,
  perPage: query.per_page ?? 20
})
export const coursesRoutes = HttpApiBuilder.group(
  Api,
  "courses",
  Effect.fnUntraced(function* (handlers) {
    const browsing = yield* Browsing
    const grants = yield* PlaybackGrants
    const cells = yield* Cells.make
    const engine = yield* Engine

    /** A course the caller may see, at the version that is theirs. What is not published exists for its staff only. */
    const visible = Effect.fnUntraced(function* (person: Person, id: CourseId) {
      const [{ course, versionId }, enrolment] = yield* Effect.all(
        [Effect.flatMap(fromStorage(browsing.course(id)), present), enrolmentOf(cells, person, id)],
        atOnce
      )
      if (course.status !== "published" && enrolment === undefined && !teaches(person, id))
        return yield* Effect.fail(refuse("not_found"))
      const version: VersionId = enrolment?.versionId ?? versionId
      return { course, enrolment, version }
    })

    return handlers.handleAll({
      list: ({ query }) =>
        answerStretch(
          Effect.gen(function* () {
            const person = yield* Caller
            const { page, per_page, cursor, sort: wanted, ...filter } = query
            const sort = wanted ?? (filter.search === undefined ? "newest" : "relevance")
            const asked = part(query)
            const staffOf = may(person, "*") ? "all" : person.courses
            const after = yield* places.read(cursor)
            // A cursor goes on in the order that it was made in.
            if (after !== undefined && (page !== undefined || after.sort !== sort)) {
              const message = "A cursor goes on in its own order and without a page. Leave `page` out, and `sort` as it was."
              return yield* Effect.fail(refuse("invalid", { field: page === undefined ? "sort" : "page", message }))
            }
            const { rows, total, next } = yield* fromStorage(browsing.courses({ ...asked, after, sort, filter }, staffOf))
            return {
              rows,
              next: next === null ? null : places.write(next),
              page: after === undefined ? { ...asked, total } : undefined
            }
          })
        ),
      read: ({ params }) =>
        answer(
          Effect.gen(function* () {
            const person = yield* Caller
            const [{ course, enrolment, version }, seats] = yield* Effect.all(
              [visible(person, params.id), Effect.option(cells.see(person, actorRef("course", params.id), CourseView))],
              atOnce
            )
            const modules = yield* fromStorage(browsing.modules(version))
            const seatsLeft = seats._tag === "Some" ? (seats.value.view.seatsLeft ?? null) : null
            return { ...course, version_id: version, seats_left: seatsLeft, enrolled: enrolment !== undefined, modules }
          })
        ),
      enroll: ({ params, request }) =>
        answer(
          Effect.gen(function* () {
            const person = yield* Caller
            const by = yield* writer(request, person)
            const done = yield* cells.send(person, actorRef("course", params.id), Enrol.make({}), by)
            const reply = yield* replied(EnrolReply)(done)
            return { course_id: params.id, version_id: reply.versionId, enrolled_at: iso(reply.enrolledAt) }
          })
        ),
      modules: ({ params }) =>
        answer(
          Effect.gen(function* () {
            const { version } = yield* visible(yield* Caller, params.id)
            return yield* fromStorage(browsing.modules(version))
          })
        ),
      module: ({ params }) =>
        answer(
          Effect.gen(function* () {
            const person = yield* Caller
            const { enrolment, version } = yield* visible(person, params.id)
            if (enrolment === undefined && !teaches(person, params.id)) return yield* Effect.fail(refuse("not_enrolled"))
            const found = yield* fromStorage(browsing.module(version, params.moduleId))
            if (found === undefined) return yield* Effect.fail(refuse("module_unknown"))
            const own = teaches(person, params.id) ? undefined : enrolment?.modules[String(params.moduleId)]
            const shut = own && closed(enrolment?.modules ?? {}, own, engine.now(), "moduleId")
            if (shut !== undefined) return yield* Effect.fail(shut)
            const lesson = lessonIn(found.content_url)
            // The address opens the lesson for this log-in and for minutes: a player asks for the module again when it ends.
            return lesson === undefined ? found : { ...found, content_url: (yield* grants.issue(person, lesson)).url }
          })
        ),
      progress: ({ params }) =>
        answer(
          Effect.gen(function* () {
            const person = yield* Caller
            if (teaches(person, params.id)) {
              const { rows } = yield* cells.feed(person, { feed: "board", id: params.id })
              const board = yield* Effect.orDie(Effect.forEach(rows, ({ row }) => decodeBoard(row)))
              return { kind: "board" as const, rows: board }
            }
            const { enrolment } = yield* visible(person, params.id)
            if (enrolment === undefined) return yield* Effect.fail(refuse("not_enrolled"))
            return { kind: "own" as const, enrolment }
          })
        ),
      study: ({ params, payload, request }) =>
        answer(
          Effect.gen(function* () {
            const person = yield* Caller
            const by = yield* writer(request, person)
            const command = Study.make({ courseId: params.id, moduleId: params.moduleId, ...payload })
            return yield* Effect.flatMap(cells.send(person, actorRef("learner", person.userId), command, by), replied(StudyReply))
          })
        ),
      complete: ({ params, request }) =>
        answer(
          Effect.gen(function* () {
            const person = yield* Caller
            const by = yield* writer(request, person)
            const command = CompleteModule.make({ courseId: params.id, moduleId: params.moduleId })
            const done = yield* cells.send(person, actorRef("learner", person.userId), command, by)
            return yield* replied(CompleteModuleReply)(done)
          })
        )
    })
  })
)
