/** Links, heads and verifier on a real database, tampered with as somebody would who has its password. */
import { mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Context, Effect, Exit, Layer, Scope } from "effect"
import { afterAll, beforeEach, describe, expect, it } from "vitest"
import { Journal, Snapshots } from "../../engine/journal.ts"
import { type ActorKey, actorKey, actorRef } from "../../protocol/ids.ts"
import { instant } from "../../protocol/time.ts"
import { Database, type DatabaseRefused } from "../../storage/database.ts"
import { headsLayer } from "../../storage/integrity/heads-layer.ts"
import { existingHeadsKey } from "../../storage/integrity/heads-key.ts"
import { postgresRecords } from "../../storage/integrity/postgres-records.ts"
import { verify } from "../../storage/integrity/verification.ts"
import { Keys } from "../../storage/keys/keys.ts"
import { postgresStorageLayer } from "../../storage/postgres-storage.ts"
import { testDatabase } from "../postgres.ts"
import { batchOf, freshActor, freshSlot, rowOf, run, words } from "./storage-under-test.ts"

const { sql, url } = await testDatabase()
const data = mkdtempSync(join(tmpdir(), "stoa-integrity-"))
const folder = join(data, "heads")
afterAll(() => rmSync(data, { recursive: true }))

type Work = (context: Context.Context<Journal | Snapshots | Keys>) => Promise<void>

/** A program's life: when it ends, its heads are on the disk. */
const living = async (work: Work, heads: Layer.Layer<never, DatabaseRefused, Database> = toDisk): Promise<void> => {
  const scope = Effect.runSync(Scope.make())
  const layer = postgresStorageLayer(data).pipe(Layer.provide(heads), Layer.provide(Database.layer({ url, lanes: 1 })))
  await work(await run(Layer.buildWithScope(layer, scope)))
  await run(Scope.close(scope, Exit.void))
}

const toDisk = headsLayer({ data, folder, node: undefined })
/** A life that ends by `kill -9` within ten seconds: its rows are in the journal, its heads were in memory. */
const killed = Layer.empty

const write = (actor: ActorKey, from: number, to: number, heads = toDisk) =>
  living(async (context) => {
    const journal = Context.get(context, Journal)
    const lease = await run(journal.open(freshSlot(), "node"))
    for (let seq = from; seq <= to; seq += 1) {
      const row = rowOf(actor, lease.slot, seq, { events: [{ said: words(5, `sentence ${seq}`) }], claimedAt: instant(seq) })
      await run(journal.commit(batchOf([lease], { rows: [row] })))
    }
  }, heads)

const check = async (only?: ActorKey) => {
  const key = await run(existingHeadsKey(data))
  return verify({
    records: postgresRecords(sql),
    folders: [folder],
    trusted: new Set(key === undefined ? [] : [key.publicKey]),
    noted: new Set(),
    only,
    progress: () => {}
  })
}
const found = async (only?: ActorKey) => (await check(only)).findings.map(({ kind, actor, seq }) => [kind, actor, seq])

let actor: ActorKey
beforeEach(async () => {
  await sql`delete from journal`
  await sql`delete from snapshots`
  rmSync(folder, { recursive: true, force: true })
  actor = freshActor()
  await write(actor, 1, 4)
  await write(actor, 5, 6)
})

describe("the verifier on PostgreSQL", () => {
  it("finds nothing in what was written over several lives, erased keys included", async () => {
    expect(await check()).toMatchObject({ findings: [], rows: 6, signedHeads: 2, unsigned: { rows: 0 } })
    await living((context) => run(Context.get(context, Keys).erase(5)))
    expect(await check()).toMatchObject({ findings: [], rows: 6 })
    expect(readdirSync(folder)).toHaveLength(1)
  })

  it("finds an edited event, reply and time, each by its row", async () => {
    await sql`update journal set events = '[]' where actor = ${actor} and seq = 2`
    await sql`update journal set reply = '{}' where actor = ${actor} and seq = 4`
    await sql`update journal set received_at = received_at + 1 where actor = ${actor} and seq = 6`
    expect(await found()).toEqual([2, 4, 6].map((seq) => ["changed", actor, seq]))
  })

  it("finds deleted rows, in the middle and at the end", async () => {
    await sql`delete from journal where actor = ${actor} and seq in (3, 6)`
    expect(await found()).toEqual([
      ["missing", actor, 3],
      ["truncated", actor, 5]
    ])
  })

  it("finds an actor that is gone", async () => {
    await sql`delete from journal where actor = ${actor}`
    expect(await found()).toEqual([["truncated", actor, 0]])
  })

  it("finds by a snapshot that the journal goes on, where no head says so", async () => {
    await living((context) =>
      run(Context.get(context, Snapshots).save([{ actor, seq: 6, version: 1, at: instant(1), body: {} }]))
    )
    rmSync(folder, { recursive: true })
    await sql`delete from journal where actor = ${actor} and seq = 6`
    expect(await check()).toMatchObject({
      findings: [{ kind: "truncated", actor, seq: 6, message: expect.stringContaining("a snapshot has it") }],
      unsigned: { rows: 5 }
    })
  })

  it("finds by the table of attempts that one has no journal", async () => {
    await sql.begin(async (transaction) => {
      // Without the people and the assessment that it would belong to.
      await transaction`set local session_replication_role = replica`
      await transaction`
        insert into attempts (id, user_id, assessment_id, course_id, attempt_number, status, preview, created_at)
        values (77, 1, 1, 1, 1, 'created', false, now())`
    })
    expect(await found()).toEqual([["truncated", "attempt/77", 1]])
    await sql`delete from attempts where id = 77`
  })

  it("reads only what it was asked for, past other actors and many rows", async () => {
    const exam = actorKey(actorRef("exam", 900_001))
    const learner = actorKey(actorRef("learner", 900_001))
    await living(async (context) => {
      const journal = Context.get(context, Journal)
      const lease = await run(journal.open(freshSlot(), "node"))
      const rows = Array.from({ length: 2_100 }, (_, index) => rowOf(exam, lease.slot, index + 1))
      await run(journal.commit(batchOf([lease], { rows: [...rows, rowOf(learner, lease.slot, 1)] })))
    })
    expect(await check()).toMatchObject({ findings: [], rows: 2_106, actors: 2 })
    expect(await check(exam)).toMatchObject({ findings: [], rows: 2_100, actors: 1, signedHeads: 1 })
    await sql`update journal set at = 1 where actor = ${exam} and seq = 2000`
    expect(await found(exam)).toEqual([["changed", exam, 2_000]])
    expect(await found(actor)).toEqual([])
  })

  it("finds the very last row gone that was written before a kill -9, once the engine has been up again", async () => {
    const untouched = freshActor()
    await write(actor, 7, 9, killed)
    await write(untouched, 1, 3, killed)
    expect(await check()).toMatchObject({ findings: [], rows: 12, unsigned: { rows: 6, actors: 2 } })
    await living(async () => {})
    expect(await check()).toMatchObject({ findings: [], signedHeads: 4, unsigned: { rows: 0 } })
    await sql`delete from journal where (actor = ${actor} and seq = 9) or (actor = ${untouched} and seq = 3)`
    expect(await found()).toEqual([
      ["truncated", actor, 8],
      ["truncated", untouched, 2]
    ])
  })

  it("signs nothing again at the next start, nor what was killed before anything had ever been signed twice", async () => {
    await living(async () => {})
    expect(await check()).toMatchObject({ signedHeads: 2, heads: [{ lines: 4 }] })
    rmSync(folder, { recursive: true })
    await living(async () => {})
    await living(async () => {})
    expect(await check()).toMatchObject({ findings: [], signedHeads: 1, unsigned: { rows: 0 } })
  })

  it("looks for rows of the time before a crash by an index", async () => {
    const plan = await sql.begin(async (transaction) => {
      await transaction`set local enable_seqscan = off`
      return transaction<Array<Record<string, string>>>`
        explain select distinct on (actor) actor, seq, chain from journal
        where at >= ${Date.now()} and chain is not null order by actor, seq desc`
    })
    const text = plan.map((line) => Object.values(line).join("")).join("\n")
    expect(text).toMatch(/Bitmap Index Scan on journal_\d_at_idx/)
    expect(text).not.toMatch(/Seq Scan/)
  })
})
