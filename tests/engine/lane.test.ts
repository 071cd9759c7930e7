import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { type Batch, CommitFailed } from "../../engine/journal.ts"
import { slotOf } from "../../engine/slot-of.ts"
import { actorKey } from "../../protocol/ids.ts"
import { EngineUnderTest, notebook, said } from "./engine-under-test.ts"

const add = (amount: number) => ({ _tag: "Add", amount }) as const

/** Notebooks whose slots share a lane with the first one's. */
const sameLane = (count: number): ReadonlyArray<number> => {
  const laneOf = (id: number) => slotOf(actorKey(notebook(id))) % 2
  return Array.from({ length: 100 }, (_, index) => index + 1)
    .filter((id) => laneOf(id) === laneOf(1))
    .slice(0, count)
}

const after = (engine: EngineUnderTest, ms: number) =>
  Effect.callback<void>((resume) => {
    engine.world.after(ms, () => resume(Effect.void))
  })

const recording = (engine: EngineUnderTest): Array<Batch> => {
  const batches: Array<Batch> = []
  engine.faults.beforeCommit = (batch) => {
    batches.push(batch)
    return after(engine, 10)
  }
  return batches
}

describe("a lane", () => {
  it("commits everything that waits in one statement", async () => {
    const engine = new EngineUnderTest()
    const ids = sameLane(5)
    await engine.start(...ids)
    const batches = recording(engine)
    for (const id of ids) engine.send(id, add(1), { n: 1 })
    await engine.world.pass(5)
    for (let n = 2; n <= 20; n++) for (const id of ids) engine.send(id, add(n), { n })
    await engine.world.pass(100)
    expect(batches.map(({ rows }) => rows.length)).toEqual([5, 95])
    expect(batches[1]?.leases).toHaveLength(new Set(ids.map((id) => slotOf(actorKey(notebook(id))))).size)
  })

  it("keeps the last row of each key only", async () => {
    const engine = new EngineUnderTest()
    await engine.start(1)
    const batches = recording(engine)
    for (let n = 1; n <= 9; n++) engine.send(1, add(1), { n })
    await engine.world.pass(100)
    expect(batches.at(-1)?.projections).toMatchObject([{ table: "wall_rows", row: { seq: 9, row: { total: 9 } } }])
  })

  it("answers what writes nothing only after a statement that proves the lease", async () => {
    const engine = new EngineUnderTest()
    await engine.start(1)
    engine.send(1, add(1), { n: 1 })
    await engine.world.pass(100)
    const batches = recording(engine)
    const refused = engine.send(1, add(-1), { n: 2 })
    const repeat = engine.send(1, add(1), { n: 1 })
    const view = engine.watch(1)
    await engine.world.pass(5)
    expect([refused, repeat, view]).toEqual([[], [], []])
    await engine.world.pass(100)
    expect([refused, repeat, view].map(said)).toEqual([["invalid"], ["Done"], ["Snapshot"]])
    expect(batches).toMatchObject([{ rows: [], leases: [{ slot: slotOf(actorKey(notebook(1))) }] }])
  })

  it("lets a row that the database refuses fail its command and what its actor decided after it, and nobody else", async () => {
    const engine = new EngineUnderTest()
    const ids = sameLane(6)
    await engine.start(...ids)
    for (const id of ids) engine.send(id, add(1), { n: 1 })
    await engine.world.pass(100)
    const [culprit = 1, ...others] = ids
    const innocent = others.map((id) => engine.send(id, add(2), { n: 2 }))
    const before = engine.send(culprit, add(2), { n: 2 })
    const spoiled = engine.send(culprit, { _tag: "Spoil" }, { n: 3 })
    const behind = engine.send(culprit, add(4), { n: 4 })
    await engine.world.pass(100)
    expect(innocent.map(said)).toEqual(others.map(() => ["Done"]))
    expect([before, spoiled, behind].map(said)).toEqual([["Done"], ["internal"], ["unavailable"]])
    const repeated = engine.send(culprit, add(4), { n: 4 })
    await engine.world.pass(100)
    expect(repeated).toMatchObject([{ _tag: "Done", seq: 3, reply: { total: 7 } }])
  })

  it("tries a batch again that lost a race and can be tried again", async () => {
    const engine = new EngineUnderTest()
    await engine.start(1)
    let conflicts = 3
    engine.faults.beforeCommit = () =>
      conflicts-- > 0 ? Effect.fail(new CommitFailed({ kind: "conflict", message: "deadlock" })) : Effect.void
    const outcomes = engine.send(1, add(1), { n: 1 })
    await engine.world.pass(100)
    expect(said(outcomes)).toEqual(["Done"])
    expect(engine.notes).toEqual([])
  })

  it("says when the disk is full, loses nothing of what it acknowledged, and goes on when there is room", async () => {
    const engine = new EngineUnderTest()
    await engine.start(1)
    engine.send(1, add(1), { n: 1 })
    await engine.world.pass(100)
    engine.faults.beforeCommit = () => Effect.fail(new CommitFailed({ kind: "full", message: "no space left" }))
    const outcomes = engine.send(1, add(2), { n: 2 })
    await engine.world.pass(100)
    expect(said(outcomes)).toEqual(["storage_full"])
    expect(engine.node.status()).toMatchObject({ storageFull: true, timesStorageFull: 1 })
    delete engine.faults.beforeCommit
    const again = engine.send(1, add(2), { n: 2 })
    await engine.world.pass(100)
    expect(again).toMatchObject([{ _tag: "Done", seq: 2, reply: { total: 3 } }])
    expect(engine.node.status()).toMatchObject({ storageFull: false, timesStorageFull: 1 })
  })

  it.each([true, false])(
    "opens a slot anew whose commit's end is unknown and reads the journal; committed: %s",
    async (committed) => {
      const engine = new EngineUnderTest()
      await engine.start(1)
      const lost = Effect.fail(new CommitFailed({ kind: "ambiguous", message: "connection lost" }))
      if (committed) engine.faults.afterCommit = () => lost
      else engine.faults.beforeCommit = () => lost
      const outcomes = engine.send(1, add(1), { n: 1 })
      await engine.world.pass(0)
      delete engine.faults.afterCommit
      delete engine.faults.beforeCommit
      await engine.world.pass(100)
      expect(said(outcomes)).toEqual(["unavailable"])
      expect(engine.notes).toMatchObject([{ _tag: "SlotLost", reason: "ambiguous" }])
      const repeat = engine.send(1, add(1), { n: 1 })
      await engine.world.pass(100)
      expect(repeat).toMatchObject([{ _tag: "Done", seq: 1, reply: { total: 1 } }])
      expect(engine.rows(1)).toHaveLength(1)
    }
  )

  it("commits and answers nothing under an epoch that is over", async () => {
    const engine = new EngineUnderTest()
    await engine.start(1)
    engine.send(1, add(1), { n: 1 })
    const view = engine.watch(1)
    await engine.world.pass(100)
    expect(said(view)).toEqual(["Snapshot"])
    Effect.runSync(engine.storage.journal.open(slotOf(actorKey(notebook(1))), "another node"))
    const outcomes = engine.send(1, add(2), { n: 2 })
    const repeat = engine.send(1, add(1), { n: 1 })
    const stale = engine.watch(1)
    await engine.world.pass(0)
    expect(engine.rows(1)).toHaveLength(1)
    expect(engine.published).toEqual([])
    expect([outcomes, repeat, stale].map(said)).toEqual([["unavailable"], ["unavailable"], ["unavailable"]])
    expect(engine.notes).toMatchObject([{ _tag: "SlotLost", reason: "fenced" }])
  })
})
