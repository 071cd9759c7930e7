/**
 * The demo academy, in place at every start: rows once, and the sittings' actors told to schedule themselves. Telling
 * them is a command like any other and under the same id each time, so that it counts once.
 */
import { Effect, Schema } from "effect"
import { Passwords } from "../../gateway/auth/passwords.ts"
import { Lessons } from "../../media/lessons.ts"
import { actorRef, CommandId, type SittingId } from "../../protocol/ids.ts"
import { seed, type Seeded } from "../../storage/seeding/seed.ts"
import { Engine, type Outcome } from "../engine.ts"
import { projectPath } from "../project.ts"

const makeCommandId = Schema.decodeUnknownSync(CommandId)
const scheduleId = makeCommandId({ sender: "engine:seed", n: 1 })

/** Seeds a folder and schedules its sittings. */
export const placeAcademy = Effect.fn("placeAcademy")(function* (folder: string, data: string) {
  const passwords = yield* Passwords
  const lessons = yield* Lessons
  const seeded = yield* seed({
    folder,
    dataFolder: data,
    hashPassword: passwords.hash,
    lessonLength: (name) => lessons.find(name)?.duration
  })
  yield* Effect.forEach(seeded.sittings, schedule, { concurrency: 4, discard: true })
  return seeded
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

/** One account per role, as lines for the terminal. */
export const greeting = (address: string, seeded: Seeded | undefined): ReadonlyArray<string> => {
  const lines = [`Stoa is ready: ${address}`, `API: ${address}/api   health: ${address}/health`]
  if (seeded === undefined) return lines
  const roles = new Set<string>()
  const accounts = seeded.accounts.filter(({ role }) => !roles.has(role) && roles.add(role))
  const width = Math.max(...accounts.map(({ email }) => email.length))
  return [
    ...lines,
    ...accounts.map(({ email, role, password }) => `  ${role.padEnd(10)} ${email.padEnd(width)}  ${password ?? "(your own password)"}`)
  ]
}
