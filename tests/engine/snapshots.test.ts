import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { actorKey } from "../../protocol/ids.ts"
import { EngineUnderTest, notebook, said, student } from "./engine-under-test.ts"
import { notebookOf } from "./notebook-actor.ts"

const key = actorKey(notebook(1))
const add = (amount: number) => ({ _tag: "Add", amount }) as const

/** As many rows as make a state worth keeping. */
const grown = async (rows = 300): Promise<EngineUnderTest> => {
  const engine = new EngineUnderTest()
  await engine.start(1)
  for (let n = 1; n <= rows; n++) engine.send(1, add(n), { n })
  await engine.world.pass(10_000)
  return engine
}
const snapshotsOf = (engine: EngineUnderTest) => Effect.runSync(engine.storage.snapshots.of(key))

const view = async (engine: EngineUnderTest): Promise<unknown> => {
  const answers = engine.watch(1)
  await engine.world.pass(100)
  const [answer] = answers
  return answer?._tag === "Snapshot" ? answer.view : answer
}

const totalOf = (rows: number) => (rows * (rows + 1)) / 2

describe("snapshots", () => {
  it("are stored when the tail has outgrown the state, beside the journal", async () => {
    const engine = await grown()
    expect(snapshotsOf(engine).map(({ seq }) => seq)).toEqual([300])
    expect(engine.rows(1)).toHaveLength(300)
  })

  it("hold only what is durable, though they are taken before it is", async () => {
    const engine = await grown(99)
    engine.send(1, add(100), { n: 100 })
    engine.faults.beforeCommit = () => Effect.never
    engine.send(1, add(101), { n: 101 })
    await engine.world.pass(10_000)
    expect(snapshotsOf(engine).every(({ seq }) => seq <= engine.rows(1).length)).toBe(true)
  })

  it("restore what a full replay restores, the memory of commands included", async () => {
    const engine = await grown()
    engine.kill()
    await engine.start(1)
    expect(await view(engine)).toEqual({ total: totalOf(300), count: 300 })
    const repeat = engine.send(1, add(300), { n: 300 })
    const long = engine.send(1, add(3), { n: 3 })
    const other = engine.send(1, add(7), { n: 3, digest: "another" })
    await engine.world.pass(100)
    expect(repeat).toMatchObject([{ _tag: "Done", seq: 300, reply: { total: totalOf(300) } }])
    expect(long).toMatchObject([{ _tag: "Done", seq: 3, reply: { total: 6 } }])
    expect(said(other)).toEqual(["id_reused"])
    expect(engine.rows(1)).toHaveLength(300)
  })

  it("that are damaged are passed over for the one before", async () => {
    const engine = await grown()
    for (let n = 301; n <= 600; n++) engine.send(1, add(n), { n })
    await engine.world.pass(10_000)
    expect(snapshotsOf(engine).map(({ seq }) => seq)).toEqual([600, 300])
    engine.storage.damageSnapshot(key)
    engine.kill()
    await engine.start(1)
    expect(await view(engine)).toEqual({ total: totalOf(600), count: 600 })
  })

  it("that this version can't read are passed over for the journal", async () => {
    const engine = await grown()
    engine.kill()
    engine.definition = notebookOf({
      stateVersion: 2,
      upcastState: () => {
        throw new Error("written by a version that nobody knows any more")
      }
    })
    await engine.start(1)
    expect(await view(engine)).toEqual({ total: totalOf(300), count: 300 })
    expect(engine.notes).toMatchObject([{ _tag: "SnapshotUnreadable", actor: "attempt/1" }])
  })

  it("that can't be made leave the other cells their housekeeping", async () => {
    const engine = new EngineUnderTest()
    const { evolve } = engine.definition
    engine.definition.evolve = (state, event) => {
      const next = evolve(state, event)
      return JSON.stringify(event).includes("666")
        ? Object.assign({}, next, {
            toJSON: () => {
              throw new Error("this state can't be written")
            }
          })
        : next
    }
    await engine.start(1, 2)
    for (let n = 1; n <= 260; n++) {
      engine.send(1, add(n === 260 ? 666 : n), { n })
      engine.send(2, add(n), { n })
    }
    await engine.world.pass(30_000)
    expect(engine.notes).toMatchObject([{ _tag: "CellBroken", actor: "attempt/1" }])
    expect(Effect.runSync(engine.storage.snapshots.of(actorKey(notebook(2))))).toHaveLength(1)
  })
})

describe("passivation", () => {
  it("lets a cell go that nobody used for five minutes, and the next command loads it again", async () => {
    const engine = await grown(10)
    expect(engine.node.status().cells).toBe(1)
    await engine.world.pass(6 * 60_000)
    expect(engine.node.status().cells).toBe(0)
    const outcomes = engine.send(1, add(11), { n: 11 })
    await engine.world.pass(100)
    expect(outcomes).toMatchObject([{ _tag: "Done", seq: 11, reply: { total: totalOf(11) } }])
  })

  it("keeps a cell that somebody watches", async () => {
    const engine = await grown(10)
    engine.watch(1)
    await engine.world.pass(100)
    for (let second = 0; second < 400; second += 2) {
      engine.world.after(second * 1_000, () => {
        engine.node.renew(notebook(1), student, "readers")
      })
    }
    await engine.world.pass(6 * 60_000)
    expect(engine.node.status().cells).toBe(1)
  })

  it("keeps the state of a cell that leaves with a tail worth it", async () => {
    const engine = await grown(30)
    expect(snapshotsOf(engine)).toEqual([])
    await engine.world.pass(6 * 60_000)
    expect(snapshotsOf(engine).map(({ seq }) => seq)).toEqual([30])
    expect(engine.node.status().cells).toBe(0)
  })
})
