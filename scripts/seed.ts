/**
 * `npm run seed -- <folder>`: puts an academy's folder into the database (docs/guides/seeding.md). With DATABASE_URL
 * also beside a running engine, which finds new sittings by itself; the embedded database is this command's alone
 * while it runs.
 */
import { join, resolve } from "node:path"
import { Cause, Effect, Exit, Layer, Redacted } from "effect"
import { lessonsLayer } from "../engine/main/media.ts"
import { settings } from "../engine/main/settings.ts"
import { Passwords } from "../gateway/auth/passwords.ts"
import { Lessons } from "../media/lessons.ts"
import { Database } from "../storage/database.ts"
import { embeddedPostgres } from "../storage/embedded/embedded-postgres.ts"
import { personalDataLayer } from "../storage/personal-fields.ts"
import { seed, type Seeded } from "../storage/seeding/seed.ts"

const seedFolder = (folder: string) =>
  Effect.gen(function* () {
    const { data, databaseUrl } = yield* settings
    const url =
      databaseUrl === undefined ? yield* embeddedPostgres({ folder: join(data, "postgres") }) : Redacted.value(databaseUrl)
    return yield* Effect.gen(function* () {
      const passwords = yield* Passwords
      const lessons = yield* Lessons
      return yield* seed({
        folder,
        dataFolder: data,
        hashPassword: passwords.hash,
        lesson: lessons.find
      })
    }).pipe(
      Effect.provide(
        Layer.mergeAll(personalDataLayer(data), Passwords.layer, lessonsLayer).pipe(
          Layer.provideMerge(Database.layer({ url, lanes: 1, connections: 2 }))
        )
      )
    )
  }).pipe(Effect.scoped)

const report = ({ academy, added, notes, accounts, passwordsFile }: Seeded): ReadonlyArray<string> => [
  ...notes.map((note) => `note: ${note}`),
  added === 0
    ? `The academy "${academy}" was in place already.`
    : `The academy "${academy}" is in place; ${added} things are new.`,
  ...(accounts.some(({ password }) => password !== null) ? [`Passwords that were drawn: ${passwordsFile}`] : [])
]

const [folder, ...more] = process.argv.slice(2)
if (folder === undefined || more.length > 0) {
  process.stderr.write("usage: npm run seed -- <folder with an academy.json>\n")
  process.exitCode = 2
} else {
  const exit = await Effect.runPromiseExit(seedFolder(resolve(folder)))
  if (Exit.isSuccess(exit)) process.stdout.write(`${report(exit.value).join("\n")}\n`)
  else {
    const failure = exit.cause.reasons.find(Cause.isFailReason)
    process.stderr.write(`${failure === undefined ? Cause.pretty(exit.cause) : failure.error.message}\n`)
    process.exitCode = 1
  }
}
