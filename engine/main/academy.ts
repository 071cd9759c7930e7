/**
 * The demo academy, in place at every start; and the actors of sittings and courses that somebody put into the catalogue
 * told of it. Telling them is a command like any other and under the same id each time, so that it counts once.
 */
import { Effect, Schedule } from "effect"
import { Facts } from "../../actors/facts.ts"
import { Passwords } from "../../gateway/auth/passwords.ts"
import { Lessons } from "../../media/lessons.ts"
import type { CourseId, SittingId } from "../../protocol/ids.ts"
import { seed, type Seeded } from "../../storage/seeding/seed.ts"
import { unreleasedCourses } from "../../storage/seeding/unreleased-courses.ts"
import { unscheduledSittings } from "../../storage/seeding/unscheduled-sittings.ts"
import { Engine } from "../engine.ts"
import { newsSender, tellCourse, tellSitting } from "../news.ts"
import { projectPath } from "../project.ts"

/** Puts a folder's rows in place. */
export const placeAcademy = Effect.fn("placeAcademy")(function* (folder: string, data: string) {
  const passwords = yield* Passwords
  const lessons = yield* Lessons
  return yield* seed({
    folder,
    dataFolder: data,
    hashPassword: passwords.hash,
    lesson: lessons.find
  })
})

export const demoFolder = projectPath("scripts", "academy")

const schedule = ({ id, changed }: { readonly id: SittingId; readonly changed: number }) =>
  Effect.gen(function* () {
    const outcome = yield* tellSitting(yield* Engine, id, changed)
    if (outcome._tag === "Refusal") yield* Effect.logWarning(`Sitting ${id} could not be scheduled: ${outcome.message}`)
  })

const scheduleSittings = Effect.flatMap(unscheduledSittings(newsSender), (sittings) =>
  Effect.forEach(sittings, schedule, { concurrency: 4, discard: true })
)

const release = ({ id, changed }: { readonly id: CourseId; readonly changed: number }) =>
  Effect.gen(function* () {
    yield* tellCourse(yield* Engine, yield* Facts, id, changed)
  }).pipe(Effect.catch(({ message }) => Effect.logWarning(`Course ${id} could not be released: ${message}`)))

const releaseCourses = Effect.flatMap(unreleasedCourses(newsSender), (courses) =>
  Effect.forEach(courses, release, { concurrency: 4, discard: true })
)

const tellAll = Effect.andThen(scheduleSittings, releaseCourses)

/** Now, and from then on: `npm run seed` may add sittings and courses while the engine runs. */
export const keepActorsTold = Effect.gen(function* () {
  yield* tellAll
  yield* tellAll.pipe(
    Effect.tapError(({ message }) => Effect.logWarning(`News of the catalogue could not be looked for: ${message}`)),
    Effect.ignore,
    Effect.delay("15 seconds"),
    Effect.repeat(Schedule.forever),
    Effect.forkScoped
  )
})

/** Where it is, one account per role, and what to do first, as lines for the terminal. */
export const greeting = (address: string, seeded: Seeded | undefined): ReadonlyArray<string> => {
  const lines = [`Stoa is ready: ${address}`, `API: ${address}/api   health: ${address}/health`]
  if (seeded === undefined) return lines
  const roles = new Set<string>()
  const accounts = seeded.accounts.filter(({ role }) => !roles.has(role) && roles.add(role))
  const width = Math.max(...accounts.map(({ email }) => email.length))
  return [
    ...lines,
    ...accounts.map(
      ({ email, role, password }) => `  ${role.padEnd(10)} ${email.padEnd(width)}  ${password ?? "(your own password)"}`
    ),
    `Open ${address} in two windows, one of them private, and see an exam happen: as the student enrol in`,
    `“Foundations of security” and sit its final exam; as the proctor enter the open sitting and watch.`
  ]
}
