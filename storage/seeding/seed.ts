/**
 * The public way of getting an academy into Stoa: `npm run seed -- <folder>`, and the demo at first start. Reads and
 * checks the whole folder, then writes it in one transaction. Running it again adds what is new and changes nothing else.
 */
import { Effect } from "effect"
import { StorageUnavailable } from "../../engine/journal.ts"
import type { Refusal } from "../../protocol/errors.ts"
import { SittingId } from "../../protocol/ids.ts"
import type { Role } from "../../protocol/principal.ts"
import { newIds } from "../catalogue/people.ts"
import { Database } from "../database.ts"
import { PersonalFields } from "../personal-fields.ts"
import { type PackagedLesson, registerLessonFiles } from "./lesson-files.ts"
import { drawPasswords, readPasswords } from "./passwords-file.ts"
import { type Academy, AcademyRefused, readAcademy } from "./read-academy.ts"
import { type NewAccount, writeAcademy, type Written } from "./write-academy.ts"

export interface SeedingSettings {
  readonly folder: string
  /** Where drawn passwords are kept; the name gets the academy's key: `<dataFolder>/<academy>-accounts.json`. */
  readonly dataFolder: string
  /** As log-in will compare it. */
  readonly hashPassword: (password: string) => Effect.Effect<string, Refusal>
  /** A packaged lesson; `undefined` where there is none of that name. */
  readonly lesson: (name: string) => PackagedLesson | undefined
}

export interface SeededAccount {
  readonly email: string
  readonly role: Role
  readonly name: string
  /** `null` where the account was there before and its password is not in the file. */
  readonly password: string | null
}

export interface Seeded {
  readonly academy: string
  readonly accounts: ReadonlyArray<SeededAccount>
  readonly passwordsFile: string
  /** All sittings of the folder; their actors hear of them by `unscheduledSittings`. */
  readonly sittings: ReadonlyArray<SittingId>
  readonly added: number
  readonly notes: ReadonlyArray<string>
}

/** Rolls the transaction back. */
class Undone extends Error {
  readonly written: Written
  constructor(written: Written) {
    super("the academy names people who are not there")
    this.written = written
  }
}

const storing = <A>(work: () => Promise<A>): Effect.Effect<A, StorageUnavailable | Undone> =>
  Effect.tryPromise({
    try: work,
    catch: (cause) =>
      cause instanceof Undone
        ? cause
        : new StorageUnavailable({ message: `The academy could not be stored: ${String(cause)}`, cause })
  })

const lessonsOf = ({ courses }: Academy): ReadonlySet<string> =>
  new Set(courses.flatMap(({ file }) => file.modules.flatMap(({ content }) => (content.kind === "video" ? content.lesson : []))))

export const seed = Effect.fn("seed")(function* (settings: SeedingSettings) {
  const database = yield* Database
  const { sql } = database
  const fields = yield* PersonalFields
  const academy = yield* readAcademy(settings.folder, (name) => settings.lesson(name)?.duration)
  const passwordsFile = `${settings.dataFolder}/${academy.key}-accounts.json`

  const emails = academy.accounts.map(({ email }) => email)
  const existing = yield* storing(async () =>
    emails.length === 0
      ? []
      : await sql<Array<{ hash: string }>>`
          select email_hash as hash from users where email_hash in ${sql(emails.map(fields.hashOf))}`
  )
  const there = new Set(existing.map(({ hash }) => hash))
  const toAdd = academy.accounts.filter(({ email }) => !there.has(fields.hashOf(email)))
  const drawn = toAdd.filter(({ password }) => password === undefined).map(({ email }) => email)
  const passwords = yield* storing(() => (drawn.length > 0 ? drawPasswords(passwordsFile, drawn) : readPasswords(passwordsFile)))
  const known = (email: string, authored: string | undefined): string | undefined => authored ?? passwords[email]

  const ids = yield* newIds(database, toAdd.length)
  const seal = yield* fields.sealing(ids)
  const added = yield* Effect.forEach(
    toAdd,
    ({ email, password }, index) =>
      Effect.map(settings.hashPassword(known(email, password) ?? ""), (passwordHash): readonly [string, NewAccount] => {
        const id = ids[index] ?? 0
        return [email, { id, passwordHash, sealed: seal(id, "email", email) ?? null }]
      }),
    { concurrency: 2 }
  )
  const written = yield* storing(() =>
    sql.begin(async (transaction) => {
      const done = await writeAcademy(transaction, academy, new Map(added), fields.hashOf, new Date())
      if (done.faults.length > 0) throw new Undone(done)
      for (const lesson of lessonsOf(academy)) {
        await registerLessonFiles(transaction, lesson, settings.lesson(lesson)?.files ?? new Map())
      }
      return done
    })
  ).pipe(
    Effect.catchIf(
      (error) => error instanceof Undone,
      (undone) => Effect.fail(new AcademyRefused({ folder: settings.folder, faults: undone.written.faults }))
    )
  )
  const seeded: Seeded = {
    academy: academy.key,
    accounts: academy.accounts.map(({ email, role, firstName, lastName, password }) => ({
      email,
      role,
      name: `${firstName} ${lastName}`,
      password: known(email, password) ?? null
    })),
    passwordsFile,
    sittings: written.sittings.map((id) => SittingId.make(id)),
    added: written.added,
    notes: written.notes
  }
  return seeded
})
