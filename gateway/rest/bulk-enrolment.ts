/**
 * People enrolled from a file: those who have an account get a seat or wait for one, all others an invitation. Rows are
 * taken in their order, each by itself; what was done already is told as such, so that the same file may be sent again.
 */
import { parse } from "csv-parse/sync"
import { Effect, Schema } from "effect"
import { Admit, SeatReply } from "../../protocol/course.ts"
import { refuse, type Refusal } from "../../protocol/errors.ts"
import { actorRef, type CourseId, type UserId } from "../../protocol/ids.ts"
import type { Person } from "../../protocol/principal.ts"
import { type BulkRow, isEmail } from "../../protocol/rest/enrolment.ts"
import type { Changer } from "../../storage/audit/changer.ts"
import { canonicalEmail } from "../../storage/personal-fields.ts"
import type { Invitations } from "../../storage/catalogue/invitations.ts"
import type { Cells, Writer } from "./cells.ts"
import { fromStorage } from "./courses.ts"
import { replied } from "./sending.ts"

const mostRows = 10_000
/** At once; they come to the course in the file's order, since one sender counts them. */
const underWay = 32

const readRecords = Schema.decodeUnknownSync(
  Schema.Array(Schema.Struct({ record: Schema.Record(Schema.String, Schema.String), info: Schema.Struct({ lines: Schema.Int }) }))
)

export interface Line {
  readonly line: number
  readonly email: string
}

const invalid = (message: string): Refusal => refuse("invalid", { field: "csv", message })

/** RFC 4180 with a heading that names a column `email`; other columns are left alone. */
export const readLines = (csv: string): Effect.Effect<ReadonlyArray<Line>, Refusal> =>
  Effect.try({
    try: () =>
      readRecords(
        parse(csv, {
          bom: true,
          columns: (heading: ReadonlyArray<string>) => heading.map((name) => name.trim().toLowerCase()),
          info: true,
          skip_empty_lines: true,
          trim: true,
          max_record_size: 10_000
        })
      ),
    catch: (cause) => invalid(`The file could not be read: ${cause instanceof Error ? cause.message : String(cause)}`)
  }).pipe(
    Effect.flatMap((records) => {
      if (records.length === 0) return Effect.fail(invalid("The file has no rows. Send a heading and a row for each person."))
      if (records.length > mostRows) return Effect.fail(invalid(`At most ${mostRows} rows at once. Send the file in parts.`))
      if (records.some(({ record }) => record["email"] === undefined))
        return Effect.fail(invalid("The heading names no column email. Add it."))
      return Effect.succeed(records.map(({ record, info }) => ({ line: info.lines, email: record["email"] ?? "" })))
    })
  )

const already = { already_enrolled: "enrolled_already", already_waiting: "waiting_already" } as const

type Told = Omit<BulkRow, "line" | "email">
/** With the row of the course's journal, where somebody was let in. */
type Outcome = Told & { readonly seq?: number }

export interface Bulk {
  readonly rows: ReadonlyArray<BulkRow>
  readonly admitted: ReadonlyArray<{ readonly userId: UserId; readonly seq: number }>
}

const refused = ({ code, message }: Refusal): Told => {
  const outcome = code === "already_enrolled" || code === "already_waiting" ? already[code] : ("refused" as const)
  return outcome === "refused" ? { outcome, code, message } : { outcome }
}

export class BulkEnrolment {
  readonly #cells: Cells
  readonly #invitations: Invitations["Service"]

  constructor(cells: Cells, invitations: Invitations["Service"]) {
    this.#cells = cells
    this.#invitations = invitations
  }

  run(person: Person, course: CourseId, lines: ReadonlyArray<Line>, by: Writer, dryRun: boolean) {
    const admitted: Array<Bulk["admitted"][number]> = []
    const firstOf = new Map<string, number>()
    for (const { line, email } of lines) {
      const name = canonicalEmail(email)
      if (!firstOf.has(name)) firstOf.set(name, line)
    }
    const one = (accounts: ReadonlyMap<string, UserId>, { line, email }: Line, n: number): Effect.Effect<BulkRow> => {
      const name = canonicalEmail(email)
      if (!isEmail(name)) {
        return Effect.succeed({
          line,
          email,
          outcome: "refused",
          code: "invalid",
          message: "This is no e-mail address. Correct it."
        })
      }
      if (firstOf.get(name) !== line) return Effect.succeed({ line, email, outcome: "twice" })
      const user_id = accounts.get(name)
      return Effect.map(
        user_id === undefined
          ? this.#invite({ person: person.userId, from: by.from }, course, name, dryRun)
          : Effect.map(this.#admit(person, course, user_id, by, n, dryRun), ({ seq, ...row }) => {
              if (seq !== undefined) admitted.push({ userId: user_id, seq })
              return { ...row, user_id }
            }),
        (row): BulkRow => ({ line, email, ...row })
      )
    }
    return Effect.gen({ self: this }, function* () {
      const accounts = yield* fromStorage(this.#invitations.accounts([...firstOf.keys()].filter((name) => isEmail(name))))
      const rows = yield* Effect.forEach(lines, (line, index) => one(accounts, line, index + 1), { concurrency: underWay })
      return { rows, admitted } satisfies Bulk
    })
  }

  #admit(person: Person, course: CourseId, userId: UserId, by: Writer, n: number, dryRun: boolean): Effect.Effect<Outcome> {
    if (dryRun) {
      return Effect.match(fromStorage(this.#invitations.standing(course, userId)), {
        onFailure: refused,
        onSuccess: ({ standing }): Outcome => ({
          outcome:
            standing === "enrolled"
              ? ("enrolled_already" as const)
              : standing === "waiting"
                ? ("waiting_already" as const)
                : ("enrolled" as const)
        })
      })
    }
    const sent = this.#cells.send(person, actorRef("course", course), Admit.make({ userId }), by, n)
    const seated = Effect.flatMap(sent, (done) => Effect.map(replied(SeatReply)(done), (reply) => ({ reply, seq: done.seq })))
    return Effect.match(seated, {
      onFailure: (refusal): Outcome => refused(refusal),
      onSuccess: ({ reply, seq }): Outcome => ({ outcome: "enrolledAt" in reply ? "enrolled" : "waiting", seq })
    })
  }

  #invite(by: Changer, course: CourseId, email: string, dryRun: boolean): Effect.Effect<Told> {
    if (dryRun) return Effect.succeed({ outcome: "invited" as const })
    return Effect.match(fromStorage(this.#invitations.invite(course, email, by, 30)), {
      onFailure: refused,
      onSuccess: (made): Told =>
        made === "often" ? refused(refuse("rate_limited")) : { outcome: made.mailed ? "invited" : "invited_already" }
    })
  }
}

export const countsOf = (rows: ReadonlyArray<BulkRow>): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {}
  for (const { outcome } of rows) counts[outcome] = (counts[outcome] ?? 0) + 1
  return counts
}
