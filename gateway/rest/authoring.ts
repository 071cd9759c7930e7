/**
 * The routes of those who write courses. Courses of others are not there. What changes the offer of a course (its
 * publication, its seats, its end) is told to its actor before the answer leaves, so that who is connected sees it.
 */
import { Config, Effect } from "effect"
import type { HttpServerRequest } from "effect/http"
import { HttpApiBuilder } from "effect/http-api"
import { differences } from "../../actors/course/differences.ts"
import { Facts } from "../../actors/facts.ts"
import { Engine } from "../../engine/engine.ts"
import { tellCourse } from "../../engine/news.ts"
import { Lessons } from "../../media/lessons.ts"
import { refuse, type Refusal } from "../../protocol/errors.ts"
import type { CourseId, VersionId } from "../../protocol/ids.ts"
import { Api } from "../../protocol/rest/api.ts"
import type { CourseRecord } from "../../protocol/rest/authoring.ts"
import { Caller } from "../../protocol/rest/caller.ts"
import { Authoring } from "../../storage/authoring/authoring.ts"
import type { Taking } from "../../storage/authoring/versions.ts"
import { Assignments } from "../auth/assignments.ts"
import { answer } from "./answers.ts"
import { changer } from "./changer.ts"
import { expectedRevision, revisionIfNamed, tagged } from "./conditional.ts"
import { teaches } from "./courses.ts"

/** Who asks, where the course is theirs to write. */
export const authorOf = (id: CourseId) =>
  Effect.flatMap(Caller, (person) => (teaches(person, id) ? Effect.succeed(person) : Effect.fail(refuse("not_found"))))

/** Tells a course's actor how the catalogue stands. Where that fails now, the engine's own look for news tells it soon. */
export const courseTeller = Effect.gen(function* () {
  const engine = yield* Engine
  const facts = yield* Facts
  return ({ id, current_version_id, updated_at }: CourseRecord) => {
    if (current_version_id === null) return Effect.void
    return tellCourse(engine, facts, id, Date.parse(updated_at)).pipe(
      Effect.catch(({ message }) => Effect.logWarning(`Course ${id} could not be told of its change: ${message}`))
    )
  }
})

export const authoringRoutes = HttpApiBuilder.group(
  Api,
  "authoring",
  Effect.fnUntraced(function* (handlers) {
    const authoring = yield* Authoring
    const assignments = yield* Assignments
    const lessons = yield* Lessons
    const tell = yield* courseTeller
    const byAnother = yield* Config.Literals(["on", "off"], "STOA_REVIEW_BY_ANOTHER").pipe(
      Config.withDefault("off" as const),
      Config.map((setting) => setting === "on")
    )
    const lessonLength = (name: string) => lessons.find(name)?.duration

    const told = <R>(change: Effect.Effect<CourseRecord, Refusal, R>) => Effect.tap(change, tell)
    /** Answered under its revision, which the next edit names. */
    const revised = <A extends { readonly revision: number }, R>(resource: Effect.Effect<A, Refusal, R>) =>
      answer(tagged(resource))
    /** Who edits what, and on which revision. */
    const editing = (id: CourseId, request: HttpServerRequest.HttpServerRequest) =>
      Effect.gen(function* () {
        const { userId } = yield* authorOf(id)
        return { by: userId, expected: yield* expectedRevision(request), lessonLength }
      })
    const adding = (id: CourseId, request: HttpServerRequest.HttpServerRequest) =>
      Effect.gen(function* () {
        const { userId } = yield* authorOf(id)
        return { by: userId, expected: yield* revisionIfNamed(request), lessonLength }
      })
    const step = (
      { id, versionId }: { readonly id: CourseId; readonly versionId: VersionId },
      name: Taking["step"],
      { reason }: { readonly reason?: string },
      request: HttpServerRequest.HttpServerRequest
    ) =>
      revised(
        Effect.gen(function* () {
          const { expected } = yield* adding(id, request)
          const by = yield* changer(request)
          const taken = yield* authoring.take(id, versionId, { step: name, by, reason, byAnother, expected })
          if (name === "publish") yield* told(authoring.record(id))
          return taken
        })
      )

    return handlers.handleAll({
      create: ({ payload }) =>
        revised(
          Effect.gen(function* () {
            const { userId, role } = yield* Caller
            const made = yield* authoring.create(payload, userId, role !== "admin")
            // Whoever created it teaches it: from this moment, not from their next log-in.
            assignments.changed()
            return made
          })
        ),
      record: ({ params: { id } }) => revised(Effect.andThen(authorOf(id), authoring.record(id))),
      change: ({ params: { id }, payload, request }) =>
        revised(
          Effect.gen(function* () {
            const { expected } = yield* editing(id, request)
            return yield* told(authoring.change(id, payload, yield* changer(request), expected))
          })
        ),
      remove: ({ params: { id }, query: { reason }, request }) =>
        answer(
          Effect.gen(function* () {
            const { expected } = yield* editing(id, request)
            const outcome = yield* authoring.remove(id, yield* changer(request), reason, expected)
            if (outcome === "archived") yield* told(authoring.record(id))
            return { id, outcome }
          })
        ),
      versions: ({ params: { id } }) => answer(Effect.andThen(authorOf(id), authoring.versions(id))),
      open: ({ params: { id } }) => revised(Effect.flatMap(authorOf(id), ({ userId }) => authoring.open(id, userId))),
      version: ({ params: { id, versionId } }) => revised(Effect.andThen(authorOf(id), authoring.version(id, versionId))),
      describe: ({ params: { id, versionId }, payload, request }) =>
        revised(
          Effect.flatMap(editing(id, request), ({ by, expected }) => authoring.describe(id, versionId, payload, by, expected))
        ),
      discard: ({ params: { id, versionId }, request }) =>
        answer(
          Effect.flatMap(editing(id, request), ({ expected }) =>
            Effect.as(authoring.discard(id, versionId, expected), { id: versionId })
          )
        ),
      differences: ({ params: { id, versionId }, query: { since } }) =>
        answer(
          Effect.gen(function* () {
            yield* authorOf(id)
            const to = yield* authoring.version(id, versionId)
            const earlier = (yield* authoring.versions(id)).find(
              ({ number, published_at }) => number < to.number && published_at !== null
            )
            const from = since ?? earlier?.id
            if (from === undefined) return yield* Effect.fail(refuse("version_unknown", { field: "since" }))
            return differences(yield* authoring.version(id, from), to)
          })
        ),
      addModule: ({ params: { id, versionId }, payload, request }) =>
        revised(Effect.flatMap(adding(id, request), (by) => authoring.addModule(id, versionId, payload, by))),
      changeModule: ({ params: { id, versionId, moduleId }, payload, request }) =>
        revised(Effect.flatMap(editing(id, request), (by) => authoring.changeModule(id, versionId, moduleId, payload, by))),
      removeModule: ({ params: { id, versionId, moduleId }, request }) =>
        revised(Effect.flatMap(editing(id, request), (by) => authoring.removeModule(id, versionId, moduleId, by))),
      order: ({ params: { id, versionId }, payload, request }) =>
        revised(Effect.flatMap(editing(id, request), (by) => authoring.orderModules(id, versionId, payload.modules, by))),
      submit: ({ params, payload, request }) => step(params, "submit", payload, request),
      approve: ({ params, payload, request }) => step(params, "approve", payload, request),
      return: ({ params, payload, request }) => step(params, "return", payload, request),
      publish: ({ params, payload, request }) => step(params, "publish", payload, request)
    })
  })
)
