/** The audit log on a real database: with what it records or not at all, in one chain, and tampering shows. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Context, Effect, Exit, Layer, Logger, Scope } from "effect"
import { afterAll, beforeEach, describe, expect, it } from "vitest"
import { auditedActions, type NewAuditEntry } from "../../protocol/audit.ts"
import { UserId } from "../../protocol/ids.ts"
import { auditChain } from "../../storage/audit/audit-chain.ts"
import { AuditLog } from "../../storage/audit/audit-log.ts"
import { withAuditLog } from "../../storage/audit/audit-records.ts"
import { Database } from "../../storage/database.ts"
import { headsLayer } from "../../storage/integrity/heads-layer.ts"
import { existingHeadsKey } from "../../storage/integrity/heads-key.ts"
import { postgresRecords } from "../../storage/integrity/postgres-records.ts"
import { verify } from "../../storage/integrity/verification.ts"
import { testDatabase } from "../postgres.ts"

const { sql, url } = await testDatabase()
const data = mkdtempSync(join(tmpdir(), "stoa-audit-"))
const folder = join(data, "heads")
afterAll(() => rmSync(data, { recursive: true }))

const database = () => Database.layer({ url, connections: 4, lanes: 1 })
const toDisk = () => headsLayer({ data, folder, node: undefined })
/** A node that starts, does this and stops. `heads`: where it keeps them; without any, as one that is killed within ten seconds. */
const living = async <A>(work: (log: AuditLog["Service"]) => Promise<A>, heads?: ReturnType<typeof toDisk>): Promise<A> => {
  const scope = Effect.runSync(Scope.make())
  const layer = AuditLog.layer.pipe(
    Layer.provide(heads ?? Layer.empty),
    Layer.provide(Layer.fresh(database())),
    Layer.provide(Logger.layer([]))
  )
  try {
    return await work(Context.get(await Effect.runPromise(Layer.buildWithScope(layer, scope)), AuditLog))
  } finally {
    await Effect.runPromise(Scope.close(scope, Exit.void))
  }
}

const entry = (n: number, more: Partial<Pick<NewAuditEntry, "from" | "outcome">> = {}): NewAuditEntry => ({
  action: "user.sessions_ended",
  by: { kind: "person", user_id: UserId.make(1) },
  on: { type: "user", id: n },
  outcome: "done",
  from: { address: "192.0.2.7", userAgent: "vitest" },
  details: { sessions: n },
  ...more
})
const record = (log: AuditLog["Service"], one: NewAuditEntry) => Effect.runPromise(log.record(one))
const written = (count: number, heads?: ReturnType<typeof toDisk>) =>
  living(async (log) => {
    for (let n = 1; n <= count; n += 1) await record(log, entry(n))
  }, heads)

const check = async () => {
  const key = await Effect.runPromise(existingHeadsKey(data))
  return verify({
    records: withAuditLog(postgresRecords(sql), sql),
    folders: [folder],
    trusted: new Set(key === undefined ? [] : [key.publicKey]),
    noted: new Set(),
    only: auditChain,
    progress: () => {}
  })
}
const found = async () => (await check()).findings.map(({ kind, seq }) => [kind, seq])

/** As somebody would who has the database's password, and is its owner. */
const tamper = async (statement: string): Promise<void> => {
  await sql.unsafe(`alter table audit_log disable trigger all; ${statement}; alter table audit_log enable trigger all`)
}

beforeEach(async () => {
  await tamper("delete from audit_log")
  rmSync(folder, { recursive: true, force: true })
})

describe("the audit log", () => {
  it("AUD-7 an entry is there with the change that it records, and neither without the other", async () => {
    await sql`create table if not exists things (name text primary key)`
    await living(async (log) => {
      const add = (name: string, fails: boolean) =>
        Effect.runPromiseExit(
          log.transaction(async (db, note) => {
            note(entry(1))
            await db`insert into things values (${name})`
            if (fails) throw new Error("on second thoughts")
            return name
          })
        )
      expect(Exit.isSuccess(await add("kept", false))).toBe(true)
      expect(Exit.isFailure(await add("undone", true))).toBe(true)
      expect(Exit.isFailure(await add("kept", false))).toBe(true)
    })
    expect((await sql`select name from things`).map(({ name }) => name)).toEqual(["kept"])
    expect(await sql`select seq, who, action, on_type, on_id from audit_log`).toEqual([
      { seq: 1, who: 1, action: "user.sessions_ended", on_type: "user", on_id: "1" }
    ])
  })

  it("AUD-8 what an action's Schema does not name is not recorded, nor done", async () => {
    await living(async (log) => {
      const details = { sessions: 3, password: "open sesame" }
      expect(Exit.isFailure(await Effect.runPromiseExit(log.record({ ...entry(1), details } as NewAuditEntry)))).toBe(true)
      const nowhere = { ...entry(2), action: "user.painted" } as unknown as NewAuditEntry
      expect(Exit.isFailure(await Effect.runPromiseExit(log.record(nowhere)))).toBe(true)
      await record(log, entry(3, { from: { address: "192.0.2.7", userAgent: `odd \u0000 \ud800 ${"x".repeat(1_000)}` } }))
      const [only] = await Effect.runPromise(log.read({}, { limit: 10 }))
      expect(only?.entry.from?.user_agent).toHaveLength(299)
    })
    expect(await sql`select 1 from audit_log`).toHaveLength(1)
  })

  it("AUD-9 no action has a place for a secret or an answer", () => {
    const fields = Object.values(auditedActions).flatMap(({ fields: all }) => Object.keys(all))
    expect(fields).not.toEqual([])
    expect(fields.filter((name) => /password|token|secret|hash|answer|code|email|phone|bio|text/.test(name))).toEqual([])
  })

  it("AUD-10 of many who write at once, on two nodes, each has its number, and the chain holds", async () => {
    await living((one) =>
      living(async (two) => {
        await Promise.all(Array.from({ length: 60 }, (_, n) => record(n % 2 === 0 ? one : two, entry(n))))
      })
    )
    const { findings, rows } = await check()
    expect([findings, rows]).toEqual([[], 60])
  })

  it("AUD-11 nobody changes it, its owner included", async () => {
    await written(2)
    for (const statement of [
      "update audit_log set entry = replace(entry, 'done', 'refused')",
      "delete from audit_log where seq = 2",
      "truncate audit_log"
    ]) {
      await expect(sql.unsafe(statement)).rejects.toThrow(/only ever added to|permission denied/)
    }
    const [grants] = await sql`
      select count(*)::int as others from information_schema.role_table_grants
      where table_name = 'audit_log' and privilege_type in ('UPDATE', 'DELETE', 'TRUNCATE')`
    expect(grants?.["others"]).toBe(0)
  })

  it("AUD-12 an edit, a row taken out, and rows taken off the end are found, and which", async () => {
    await written(6, toDisk())
    expect(await found()).toEqual([])
    await tamper("update audit_log set entry = replace(entry, '192.0.2.7', '192.0.2.8') where seq = 3")
    expect(await found()).toEqual([["changed", 3]])
    await tamper("update audit_log set entry = replace(entry, '192.0.2.8', '192.0.2.7') where seq = 3")
    await tamper("update audit_log set at = at - 60000 where seq = 2")
    expect(await found()).toEqual([["changed", 2]])
    await tamper("update audit_log set at = at + 60000 where seq = 2; delete from audit_log where seq = 4")
    expect(await found()).toEqual([["missing", 4]])
    await tamper("delete from audit_log where seq > 3")
    expect(await found()).toEqual([["truncated", 3]])
    await tamper("delete from audit_log")
    expect(await found()).toEqual([["truncated", 0]])
  })

  it("AUD-13 rows made anew, links and all, are not those that were signed", async () => {
    await written(4, toDisk())
    await tamper("delete from audit_log where seq >= 3")
    await written(3)
    // Whichever of the two was signed first.
    expect(await found()).toEqual([["rewritten", expect.toBeOneOf([3, 4])]])
  })

  it("AUD-14 what a crash left unsigned is signed at the next start", async () => {
    await written(2, toDisk())
    await written(3)
    expect((await check()).unsigned.rows).toBe(3)
    const isSigned = () =>
      readdirSync(folder).some((name) => readFileSync(join(folder, name), "utf8").includes(`"${auditChain}":[5,`))
    await living(async () => {
      while (!isSigned()) await new Promise((next) => setImmediate(next))
    }, toDisk())
    const { findings, unsigned } = await check()
    expect([findings, unsigned.rows]).toEqual([[], 0])
  })

  it("AUD-15 is read the newest first, by who, what, on what and when, page by page", async () => {
    await written(5)
    await living(async (log) => {
      const seqs = async (filter: Parameters<typeof log.read>[0], before?: number, limit = 10) =>
        (await Effect.runPromise(log.read(filter, { before, limit }))).map(({ seq }) => seq)
      expect(await seqs({})).toEqual([5, 4, 3, 2, 1])
      expect(await seqs({}, 4, 2)).toEqual([3, 2])
      expect(await seqs({ who: 1, type: "user", id: "2" })).toEqual([2])
      expect(await seqs({ who: 2 })).toEqual([])
      expect(await seqs({ action: "user.created" })).toEqual([])
      const [third] = await Effect.runPromise(log.read({ id: "3" }, { limit: 1 }))
      const at = third?.at ?? 0
      expect(await seqs({ from: at })).toContain(3)
      expect(await seqs({ to: at })).not.toContain(3)
    })
  })
})
