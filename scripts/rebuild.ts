/**
 * `npm run rebuild`: recreates every read table from the journal and says which rows differed. `--check` only compares,
 * also beside a running engine, and ends with status 1 when rows differ.
 */
import { join } from "node:path"
import { Cause, Effect, Exit, Layer, Redacted } from "effect"
import { definitionOf } from "../actors/registry.ts"
import { settings } from "../engine/main/settings.ts"
import { Database } from "../storage/database.ts"
import { embeddedPostgres } from "../storage/embedded/embedded-postgres.ts"
import { Keys } from "../storage/keys/keys.ts"
import { postgresStorageLayer } from "../storage/postgres-storage.ts"
import { rebuild } from "../storage/rebuild/rebuild.ts"
import type { Difference } from "../storage/rebuild/scratch-tables.ts"

const check = process.argv.includes("--check")
const unknown = process.argv.slice(2).filter((argument) => argument !== "--check")
if (unknown.length > 0) {
  process.stderr.write(`Unknown: ${unknown.join(" ")}. Usage: npm run rebuild [-- --check]\n`)
  process.exit(2)
}

const shown = 200

const meaning: Readonly<Record<Difference["kind"], string>> = {
  missing: "was not in the table",
  surplus: "is not in the journal",
  changed: "differed"
}

const lineOf = ({ table, key, kind, columns }: Difference): string =>
  `${table} ${JSON.stringify(key)} ${meaning[kind]}${columns.length > 0 ? `: ${columns.join(", ")}` : ""}`

const program = Effect.gen(function* () {
  const { data, databaseUrl } = yield* settings
  const url =
    databaseUrl === undefined ? yield* embeddedPostgres({ folder: join(data, "postgres") }) : Redacted.value(databaseUrl)
  return yield* Effect.gen(function* () {
    const { sql } = yield* Database
    const keys = yield* Keys
    const progress = ({ rows, actors }: { readonly rows: number; readonly actors: number }): void => {
      process.stderr.write(`${rows} journal rows of ${actors} actors\n`)
    }
    return yield* Effect.tryPromise(() => rebuild(sql, keys, { definitionOf, check, progress }))
  }).pipe(Effect.provide(postgresStorageLayer(data).pipe(Layer.provideMerge(Database.layer({ url, lanes: 1 })))))
}).pipe(Effect.scoped)

const exit = await Effect.runPromiseExit(program)
if (Exit.isFailure(exit)) {
  process.stderr.write(`${Cause.pretty(exit.cause)}\n`)
  process.exit(2)
}
const { rows, actors, differences } = exit.value
for (const difference of differences.slice(0, shown)) process.stdout.write(`${lineOf(difference)}\n`)
if (differences.length > shown) process.stdout.write(`… and ${differences.length - shown} more\n`)
const outcome =
  differences.length === 0
    ? "every read table is as the journal has it"
    : `${differences.length} rows differed${check ? "; run without --check to put them right" : " and were put right"}`
process.stdout.write(`${rows} journal rows of ${actors} actors: ${outcome}.\n`)
process.exitCode = check && differences.length > 0 ? 1 : 0
