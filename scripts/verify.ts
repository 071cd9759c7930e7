/**
 * `npm run verify`: recomputes the hash chain of every attempt and exam in the journal and of the audit log, checks the signed
 * heads outside the database, and compares the two. Reads only, and may run beside the engine. Ends with status 1 when it found
 * something, with 2 when it could not look.
 */
import { existsSync } from "node:fs"
import { join, resolve } from "node:path"
import { parseArgs } from "node:util"
import { Cause, Effect, Exit, Redacted } from "effect"
import { type Settings, settings } from "../engine/main/settings.ts"
import { actorKey, actorRef } from "../protocol/ids.ts"
import { auditChain } from "../storage/audit/audit-chain.ts"
import { withAuditLog } from "../storage/audit/audit-records.ts"
import { embeddedPostgres, urlOfRunning } from "../storage/embedded/embedded-postgres.ts"
import { existingHeadsKey, formerHeadsKeys } from "../storage/integrity/heads-key.ts"
import { postgresRecords } from "../storage/integrity/postgres-records.ts"
import { type Verified, verify } from "../storage/integrity/verification.ts"
import { connect } from "../storage/sql.ts"

const usage = `Usage: npm run verify [-- options]
  --attempt <id>, --exam <id>  only this one
  --audit                      only the audit log
  --heads <folder>             where heads are kept, instead of STOA_HEADS; once for each node that keeps its own
  --key <public key>           who may have signed, instead of this installation's own key
  --noted <hash>               of a line of heads that has to be there still
  --json                       the report as JSON
`

interface Asked {
  readonly only: string | undefined
  readonly heads: ReadonlyArray<string>
  readonly keys: ReadonlyArray<string>
  readonly noted: ReadonlyArray<string>
  readonly json: boolean
}

const several = { type: "string", multiple: true } as const

const asked = (): Asked => {
  const { values } = parseArgs({
    options: {
      attempt: { type: "string" },
      exam: { type: "string" },
      audit: { type: "boolean", default: false },
      heads: several,
      key: several,
      noted: several,
      json: { type: "boolean", default: false }
    }
  })
  const { attempt, exam, audit, heads = [], key = [], noted = [], json } = values
  if ([attempt !== undefined, exam !== undefined, audit].filter(Boolean).length > 1)
    throw new Error("one of --attempt, --exam and --audit")
  const id = attempt ?? exam
  const actor = id === undefined ? undefined : actorKey(actorRef(attempt === undefined ? "exam" : "attempt", Number(id)))
  const only = audit ? auditChain : actor
  return { only, heads: heads.map((folder) => resolve(folder)), keys: key, noted, json }
}

const readAsked = (): Asked => {
  try {
    return asked()
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${usage}`)
    return process.exit(2)
  }
}

const { only, heads, keys, noted, json } = readAsked()

/** A running engine's own server is looked at beside it; without one it is started for as long as this takes. */
const databaseUrl = (chosen: Settings) =>
  Effect.gen(function* () {
    if (chosen.databaseUrl !== undefined) return Redacted.value(chosen.databaseUrl)
    const folder = join(chosen.data, "postgres")
    const running = urlOfRunning(folder)
    if (running !== undefined) return running
    if (!existsSync(folder)) return yield* Effect.fail(new Error(`There is no database in ${chosen.data}.`))
    return yield* embeddedPostgres({ folder })
  })

const progressMs = 2_000

const program = Effect.gen(function* () {
  const chosen = yield* settings
  const own = keys.length > 0 ? undefined : yield* existingHeadsKey(chosen.data)
  const former = keys.length > 0 ? [] : yield* formerHeadsKeys(chosen.data)
  const url = yield* databaseUrl(chosen)
  const sql = yield* Effect.acquireRelease(
    Effect.sync(() => connect(url, 2, { default_transaction_read_only: "on" })),
    (pool) => Effect.promise(() => pool.end({ timeout: 5 }))
  )
  let told = performance.now()
  const trusted = new Set([...keys, ...(own === undefined ? [] : [own, ...former]).map(({ publicKey }) => publicKey)])
  const verified = yield* Effect.tryPromise(() =>
    verify({
      records: withAuditLog(postgresRecords(sql), sql),
      folders: heads.length > 0 ? heads : [chosen.heads],
      trusted,
      noted: new Set(noted),
      only,
      progress: ({ rows, actors, lines }) => {
        if (performance.now() - told < progressMs) return
        told = performance.now()
        process.stderr.write(`${lines} lines of heads, ${rows} rows of ${actors} attempts, exams and the audit log\n`)
      }
    })
  )
  return { verified, trusted }
}).pipe(Effect.scoped)

const shown = 200

const textOf = ({ verified, trusted }: { readonly verified: Verified; readonly trusted: ReadonlySet<string> }): string => {
  const { findings, found, rows, actors, signedHeads, unlinked, unsigned } = verified
  const lines = findings.slice(0, shown).map(({ message }) => message)
  if (found > lines.length) lines.push(`… and ${found - lines.length} more`)
  for (const { folder, node, lines: read, unfinished, keys: signers, lastAt, lastHash } of verified.heads) {
    lines.push(`Heads in ${folder}${node === "" ? "" : ` of ${node}`}: ${read} lines, the last of ${lastAt ?? "?"}.`)
    if (unfinished > 0) lines.push(`  ${unfinished} more were left unfinished by a crash; the chain passes over them.`)
    lines.push(`  Signed with ${signers.join(", ")}.`, `  Hash of the last line: ${lastHash}`)
  }
  if (trusted.size === 0) lines.push("Whose key that is nobody here knows: give it with --key.")
  if (verified.heads.length === 0) {
    lines.push("There are no signed heads: who can write to the database could have made the whole chain anew.")
  }
  if (unlinked.rows > 0) {
    lines.push(
      `${unlinked.rows} rows of ${unlinked.actors} attempts and exams are older than the chain: nothing can be said of them.`
    )
  }
  if (unsigned.rows > 0) {
    const examples = unsigned.examples.join(", ")
    lines.push(
      `${unsigned.rows} rows come after the last signed head of theirs (${examples}${unsigned.actors > 10 ? ", …" : ""}): ` +
        "they hang together, and nothing outside the database vouches for them."
    )
  }
  const outcome = found === 0 ? "nothing was found" : `${found} ${found === 1 ? "thing was" : "things were"} found`
  lines.push(`${rows} rows of ${actors} attempts, exams and the audit log, ${signedHeads} signed heads: ${outcome}.`)
  return `${lines.join("\n")}\n`
}

const exit = await Effect.runPromiseExit(program)
if (Exit.isFailure(exit)) {
  const error = Cause.squash(exit.cause)
  const why = error instanceof Error && error.cause instanceof Error ? error.cause : error
  process.stderr.write(`${why instanceof Error ? why.message : String(why)}\n`)
  process.exit(2)
}
const { verified, trusted } = exit.value
process.stdout.write(json ? `${JSON.stringify({ ...verified, trusted: [...trusted] })}\n` : textOf(exit.value))
process.exitCode = verified.found > 0 ? 1 : 0
