/** Nothing leaves a cell before its commit: no acknowledgement, no publication, no work that follows from it. */
import { Effect, Schema } from "effect"
import { describe, expect, it } from "vitest"
import type { Job } from "../../actors/actor.ts"
import { Cell } from "../../engine/cell.ts"
import { codecsOf } from "../../engine/codecs.ts"
import { CommitFailed } from "../../engine/journal.ts"
import { type Entry, unavailable } from "../../engine/lane.ts"
import { CommandId } from "../../protocol/ids.ts"
import { instant } from "../../protocol/time.ts"
import { EngineUnderTest, notebook, said, student } from "./engine-under-test.ts"
import { notebookOf } from "./notebook-actor.ts"

const add = (amount: number) => ({ _tag: "Add", amount }) as const

const makeCommandId = Schema.decodeUnknownSync(CommandId)

/** Commits take `ms` and then go well, or fail where `fails` says so. */
const slowly = (engine: EngineUnderTest, ms: number, fails: boolean): void => {
  engine.faults.beforeCommit = () =>
    Effect.callback<void, CommitFailed>((resume) => {
      engine.world.after(ms, () =>
        resume(fails ? Effect.fail(new CommitFailed({ kind: "full", message: "no room" })) : Effect.void)
      )
    })
}

describe("before the commit", () => {
  it("LP-23 nobody is acknowledged, and what is not stored never is", async () => {
    const engine = new EngineUnderTest()
    await engine.start(1)
    slowly(engine, 10, false)
    const stored = engine.send(1, add(5), { n: 1 })
    await engine.world.pass(5)
    expect([stored, engine.rows(1)]).toEqual([[], []])
    await engine.world.pass(50)
    expect([said(stored), engine.rows(1).length]).toEqual([["Done"], 1])
    slowly(engine, 10, true)
    const lost = engine.send(1, add(5), { n: 2 })
    await engine.world.pass(50)
    expect([said(lost), engine.rows(1).length]).toEqual([["storage_full"], 1])
  })

  it("LP-23 nobody is shown anything, neither as a change nor as a whole", async () => {
    const engine = new EngineUnderTest()
    await engine.start(1)
    engine.watch(1)
    await engine.world.pass(50)
    slowly(engine, 10, false)
    engine.send(1, add(5), { n: 1 })
    const view = engine.watch(1)
    await engine.world.pass(5)
    expect([engine.published, engine.frames, view, engine.rows(1)]).toEqual([[], [], [], []])
    await engine.world.pass(500)
    expect(engine.published).toMatchObject([{ seq: 1, patch: { total: 5, count: 1 } }])
    expect(view).toMatchObject([{ _tag: "Snapshot", seq: 1, view: { total: 5, count: 1 } }])
  })
})

describe("S6 submission stores first", () => {
  /** A cell that asks for a job with every number added, its lane in the test's hand. */
  const cell = () => {
    const waiting: Array<Entry> = []
    const begun: Array<Job> = []
    const definition = { ...notebookOf(), jobs: (): ReadonlyArray<Job> => [{ name: "grade", input: 1 }] }
    const one = new Cell(notebook(1), definition, {
      slot: { id: 1, epoch: 1, lose: () => {} },
      now: () => instant(1_000),
      push: (entry) => waiting.push(entry),
      publish: () => {},
      forget: () => {},
      committed: (_cell, { jobs }) => begun.push(...jobs),
      alarmSet: () => {},
      undecided: () => {},
      codecsOf: () => codecsOf(definition),
      newGeneration: () => "g"
    })
    const submit = () =>
      one.decide(
        {
          id: makeCommandId({ sender: "device:1", n: 1 }),
          digest: "d",
          command: add(1),
          principal: student,
          receivedAt: instant(1_000),
          settles: undefined,
          hop: 0
        },
        () => {}
      )
    return { waiting, begun, submit }
  }

  it("S6 grading begins when the submission is stored, and not before", () => {
    const { waiting, begun, submit } = cell()
    submit()
    expect([waiting.length, begun.length]).toEqual([1, 0])
    waiting[0]?.done(undefined)
    expect(begun).toHaveLength(1)
  })

  it("S6 grading does not begin for a submission that could not be stored", () => {
    const { waiting, begun, submit } = cell()
    submit()
    waiting[0]?.done(unavailable)
    expect(begun).toEqual([])
  })
})
