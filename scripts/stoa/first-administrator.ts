/**
 * The first administrator, written straight into the database: somebody has to be there before anybody can be invited. Only
 * while there is none, and under a lock, so that two who begin at once do not both become one.
 */
import { join } from "node:path"
import { Effect, Layer, Redacted, Schema } from "effect"
import { settings } from "../../engine/main/settings.ts"
import { Passwords } from "../../gateway/auth/passwords.ts"
import { UserId } from "../../protocol/ids.ts"
import { AuditLog } from "../../storage/audit/audit-log.ts"
import { People, peopleLayer } from "../../storage/catalogue/people.ts"
import { Database } from "../../storage/database.ts"
import { embeddedPostgres } from "../../storage/embedded/embedded-postgres.ts"
import { personalDataLayer } from "../../storage/personal-fields.ts"
import { password } from "./log-in.ts"
import { type Area, type Said, Trouble } from "./verb.ts"

interface First {
  readonly email: string
  readonly firstName: string
  readonly lastName: string
}

const isUserId = Schema.is(UserId)
const refused = (message: string) => Effect.fail(new Trouble(message))

const create = ({ email, firstName, lastName }: First, secret: string) =>
  Effect.gen(function* () {
    const { sql } = yield* Database
    const people = yield* People
    const log = yield* AuditLog
    const passwords = yield* Passwords
    // Held by a connection of its own until all is written; it ends with the scope.
    const lock = yield* Effect.acquireRelease(
      Effect.promise(() => sql.reserve()),
      (connection) =>
        Effect.promise(async () => void (await connection`select pg_advisory_unlock(8210, 1)`)).pipe(
          Effect.ensuring(Effect.sync(() => connection.release()))
        )
    )
    yield* Effect.promise(async () => void (await lock`select pg_advisory_lock(8210, 1)`))
    const [row] = yield* Effect.promise(
      () => lock`select exists (select 1 from users where role = 'admin' and is_active) as there`
    )
    if (row?.["there"] === true) return yield* refused("There is an administrator already. Log in, and invite others: people add")
    const weak = passwords.weakness(secret, email)
    if (weak !== undefined) return yield* refused(weak.message)
    const passwordHash = yield* passwords.hash(secret)
    const first = { email, passwordHash, role: "admin" as const, firstName, lastName, timeZone: "UTC" }
    const id = yield* people.add(first, (write) =>
      log.transaction(async (db, note) => {
        const added = await write(db)
        if (!isUserId(added)) return added
        // Whoever holds the database needs no mail to prove it.
        await db`update users set email_confirmed_at = now() where id = ${added}`
        const on = { type: "user", id: added }
        note({ action: "user.created", by: { kind: "operator" }, on, outcome: "done", from: null, details: { role: "admin" } })
        return added
      })
    )
    return id ?? (yield* refused("There is an account with this address already. Take another."))
  })

const run = async (first: First): Promise<Said> => {
  const secret = await password("Password for the administrator: ")
  const program = Effect.gen(function* () {
    const { data, databaseUrl } = yield* settings
    const url =
      databaseUrl === undefined ? yield* embeddedPostgres({ folder: join(data, "postgres") }) : Redacted.value(databaseUrl)
    return yield* Effect.scoped(create(first, secret)).pipe(
      Effect.provide(
        Layer.mergeAll(peopleLayer, Passwords.layer).pipe(
          Layer.provideMerge(AuditLog.layer),
          Layer.provideMerge(personalDataLayer(data)),
          Layer.provideMerge(Database.layer({ url, lanes: 1, connections: 3 }))
        )
      )
    )
  })
  const id = await Effect.runPromise(Effect.scoped(program))
  return {
    data: { id, email: first.email, role: "admin" },
    lines: [`${first.email} is administrator, number ${id}. Log in with: npm run stoa -- login ${first.email}`]
  }
}

export const admin: Area = {
  "create-first": {
    summary: "makes the first administrator, directly in the database, while there is none",
    usage: "<e-mail> [--first <name>] [--last <name>]",
    arguments: ["e-mail"],
    options: { first: { type: "string", default: "First" }, last: { type: "string", default: "Administrator" } },
    run: ({ arguments: [email = ""], text }) => {
      if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) throw new Trouble(`${email} is no address.`, 2)
      return run({ email, firstName: text("first") ?? "", lastName: text("last") ?? "" })
    }
  }
}
