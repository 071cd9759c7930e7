/** What only real connections can show: statements that meet, and statements that are lost. */
import { setTimeout as delay } from "node:timers/promises"
import { Effect, Fiber } from "effect"
import { describe, expect, it } from "vitest"
import { testDatabase } from "../postgres.ts"
import { postgresUnderTest } from "./postgres-under-test.ts"
import { findingsIn } from "./chain-contract.ts"
import { batchOf, failureOf, freshActor, freshSlot, rowOf, run } from "./storage-under-test.ts"

const database = await testDatabase()
const { sql } = database
const storage = await postgresUnderTest(database)
const { journal } = storage

/** Sleeps inside the statement, after its leases are locked: the trigger runs when the first row is written. */
const slowly = async <A>(work: () => Promise<A>): Promise<A> => {
  await sql`create or replace function slow() returns trigger language plpgsql as 'begin perform pg_sleep(0.4); return new; end'`
  await sql`create trigger slow before insert on journal for each row execute function slow()`
  try {
    return await work()
  } finally {
    await sql`drop trigger slow on journal`
  }
}

const tailOf = async (actor: ReturnType<typeof freshActor>) => (await run(journal.load([actor])))[0]?.tail ?? []

/** Backends that are inside the journal's statement and wait there: in the trigger's sleep, or for a lock. */
const writing = () => sql<Array<{ pid: number }>>`
  select pid from pg_stat_activity 
  where state = 'active' and query like 'with proved as%' and datname = current_database()
    and (wait_event = 'PgSleep' or wait_event_type = 'Lock')`

const untilWriting = async (): Promise<number> => {
  for (;;) {
    const [found] = await writing()
    if (found !== undefined) return found.pid
    await delay(5)
  }
}

describe("fencing", () => {
  it("a new owner waits out a statement that is under way, and then loads what it wrote", async () => {
    const lease = await run(journal.open(freshSlot(), "old"))
    const actor = freshActor()
    await slowly(async () => {
      const old = run(journal.commit(batchOf([lease], { rows: [rowOf(actor, lease.slot, 1)] })))
      await untilWriting()
      await run(journal.open(lease.slot, "new"))
      expect(await tailOf(actor)).toHaveLength(1)
      expect(await old).toEqual(new Set([lease.slot]))
    })
  })

  it("a statement that began before the new owner opened, and got its turn after, commits nothing", async () => {
    const lease = await run(journal.open(freshSlot(), "old"))
    const actor = freshActor()
    // The new owner's opening, held in mid-air by a transaction that has bumped the epoch and not committed.
    const opening = await sql.reserve()
    await opening`begin`
    await opening`update slot_lease set epoch = epoch + 1 where slot = ${lease.slot}`
    const old = run(journal.commit(batchOf([lease], { rows: [rowOf(actor, lease.slot, 1)] })))
    await untilWriting()
    await opening`commit`
    opening.release()
    expect(await old).toEqual(new Set())
    expect(await tailOf(actor)).toEqual([])
  })

  it("statements of two lanes over many slots never deadlock, whatever order their leases are given in", async () => {
    const slots = Array.from({ length: 12 }, freshSlot)
    const leases = await run(Effect.forEach(slots, (slot) => journal.open(slot, "node")))
    const rounds = Array.from({ length: 40 }, (_, round) =>
      journal.commit(batchOf(round % 2 === 0 ? leases : leases.toReversed())).pipe(Effect.map((proved) => proved.size))
    )
    const reopening = Effect.forEach(slots, (slot) => journal.open(slot, "node"), { discard: true })
    const [sizes] = await run(Effect.all([Effect.all(rounds, { concurrency: 3 }), reopening], { concurrency: 2 }))
    expect(sizes.every((size) => size <= slots.length)).toBe(true)
  })
})

describe("commit failures", () => {
  /** Two more rows by the same node, and everything hangs together. */
  const goesOn = async (actor: ReturnType<typeof freshActor>, slot: number, from: number): Promise<void> => {
    const lease = await run(journal.open(slot, "node"))
    for (const seq of [from, from + 1]) {
      const row = rowOf(actor, slot, seq, { events: [{ decided: "anew" }] })
      await run(journal.commit(batchOf([lease], { rows: [row] })))
    }
    const rows = await storage.storedRows(actor)
    expect(rows).toHaveLength(from + 1)
    expect(findingsIn(rows)).toEqual([])
  }

  it("a row whose statement was lost is decided anew, and no link of the lost one is left anywhere", async () => {
    const lease = await run(journal.open(freshSlot(), "node"))
    const actor = freshActor()
    await run(journal.commit(batchOf([lease], { rows: [rowOf(actor, lease.slot, 1)] })))
    await slowly(async () => {
      const failing = failureOf(journal.commit(batchOf([lease], { rows: [rowOf(actor, lease.slot, 2)] })))
      await sql`select pg_terminate_backend(${await untilWriting()})`
      expect(await failing).toBe("ambiguous")
    })
    await goesOn(actor, lease.slot, 2)
  })

  it("a row that was committed although nobody waited for it any more is followed by its own link", async () => {
    const lease = await run(journal.open(freshSlot(), "node"))
    const actor = freshActor()
    await slowly(async () => {
      const waiting = Effect.runFork(journal.commit(batchOf([lease], { rows: [rowOf(actor, lease.slot, 1)] })))
      await untilWriting()
      await Effect.runPromise(Fiber.interrupt(waiting))
      await run(journal.open(lease.slot, "node"))
    })
    await goesOn(actor, lease.slot, 2)
  })

  it("a connection killed in the middle of the statement is ambiguous; reopening shows that nothing was written", async () => {
    const lease = await run(journal.open(freshSlot(), "node"))
    const actor = freshActor()
    await slowly(async () => {
      const failing = failureOf(journal.commit(batchOf([lease], { rows: [rowOf(actor, lease.slot, 1)] })))
      await sql`select pg_terminate_backend(${await untilWriting()})`
      expect(await failing).toBe("ambiguous")
    })
    const again = await run(journal.open(lease.slot, "node"))
    expect(await tailOf(actor)).toEqual([])
    expect(await run(journal.commit(batchOf([again], { rows: [rowOf(actor, lease.slot, 1)] })))).toEqual(new Set([lease.slot]))
  })

  const raising = async (code: string, message: string, work: () => Promise<void>): Promise<void> => {
    await sql.unsafe(
      `create or replace function raising() returns trigger language plpgsql as
       $$ begin raise exception '${message}' using errcode = '${code}'; end $$`
    )
    await sql`create trigger raising before insert on journal for each row execute function raising()`
    try {
      await work()
    } finally {
      await sql`drop trigger raising on journal`
    }
  }

  const cases = [
    ["53100", "could not extend file: No space left on device", "full"],
    ["58030", "could not write to file: No space left on device", "full"],
    ["58030", "could not read block 0", "ambiguous"],
    ["40001", "could not serialize access", "conflict"],
    ["40P01", "deadlock detected", "conflict"],
    ["55P03", "lock not available", "conflict"],
    ["57014", "canceling statement due to statement timeout", "conflict"],
    ["57P01", "terminating connection due to administrator command", "ambiguous"],
    ["23514", "violates check constraint", "refused"],
    ["22P05", "unsupported Unicode escape sequence", "refused"]
  ] as const
  for (const [code, message, kind] of cases) {
    it(`SQLSTATE ${code} (${message}) is ${kind}, and nothing was written`, async () => {
      const lease = await run(journal.open(freshSlot(), "node"))
      const actor = freshActor()
      const batch = batchOf([lease], { rows: [rowOf(actor, lease.slot, 1)] })
      await raising(code, message, async () => expect(await failureOf(journal.commit(batch))).toBe(kind))
      expect(await tailOf(actor)).toEqual([])
      // A full disk that was cleared, a conflict that passed: the same batch goes through.
      expect(await run(journal.commit(batch))).toEqual(new Set([lease.slot]))
    })
  }

  it("interrupting who waits does not undo or repeat what the statement does", async () => {
    const lease = await run(journal.open(freshSlot(), "node"))
    const actor = freshActor()
    await slowly(async () => {
      const waiting = Effect.runFork(journal.commit(batchOf([lease], { rows: [rowOf(actor, lease.slot, 1)] })))
      await untilWriting()
      await Effect.runPromise(Fiber.interrupt(waiting))
      await run(journal.open(lease.slot, "node"))
      expect(await tailOf(actor)).toHaveLength(1)
    })
  })
})
