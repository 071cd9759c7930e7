/**
 * The demo academy, in place at every start; and the actors of sittings that somebody put into the catalogue told to
 * schedule themselves. Telling them is a command like any other and under the same id each time, so that it counts once.
 */
import { Effect, Schedule, Schema } from "effect"
import { Passwords } from "../../gateway/auth/passwords.ts"
import { Lessons } from "../../media/lessons.ts"
import { actorRef, CommandId, type SittingId } from "../../protocol/ids.ts"
import { seed, type Seeded } from "../../storage/seeding/seed.ts"
import { unscheduledSittings } from "../../storage/seeding/unscheduled-sittings.ts"
import { Engine, type Outcome } from "../engine.ts"
import { projectPath } from "../project.ts"

const makeCommandId = Schema.decodeUnknownSync(CommandId)
const scheduleId = makeCommandId({ sender: "engine:seed", n: 1 })

/** Puts a folder's rows in place. */
export const placeAcademy = Effect.fn("placeAcademy")(function* (folder: string, data: string) {
  const passwords = yield* Passwords
  const lessons = yield* Lessons
  return yield* seed({
    folder,
    dataFolder: data,
    hashPassword: passwords.hash,
    lessonLength: (name) => lessons.find(name)?.duration
  })
})

export const demoFolder = projectPath("scripts", "academy")

const schedule = (sitting: SittingId) =>
  Effect.gen(function* () {
    const engine = yield* Engine
    const outcome = yield* Effect.callback<Outcome>((resume) =>
      engine.submit(
        {
          to: actorRef("exam", sitting),
          id: scheduleId,
          digest: "seed",
          command: { _tag: "Schedule" },
          principal: { _tag: "Engine", purpose: "seed" },
          receivedAt: engine.now()
        },
        (answer) => resume(Effect.succeed(answer))
      )
    )
    if (outcome._tag === "Refusal") yield* Effect.logWarning(`Sitting ${sitting} could not be scheduled: ${outcome.message}`)
  })

const scheduleSittings = Effect.flatMap(unscheduledSittings, (sittings) =>
  Effect.forEach(sittings, schedule, { concurrency: 4, discard: true })
)

/** Now, and from then on: `npm run seed` may add sittings while the engine runs. */
export const keepSittingsScheduled = Effect.gen(function* () {
  yield* scheduleSittings
  yield* scheduleSittings.pipe(
    Effect.tapError(({ message }) => Effect.logWarning(`New sittings could not be looked for: ${message}`)),
    Effect.ignore,
    Effect.delay("15 seconds"),
    Effect.repeat(Schedule.forever),
    Effect.forkScoped
  )
})

/** One account per role, as lines for the terminal. */
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
    )
  ]
}
