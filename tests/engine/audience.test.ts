import { Effect } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { Audience } from "../../engine/audience.ts"
import { CommitFailed } from "../../engine/journal.ts"
import type { Publication, SubscribedActor } from "../../protocol/live.ts"
import { actorKey, actorRef } from "../../protocol/ids.ts"
import { mergePatch } from "../../protocol/merge-patch.ts"
import { instant } from "../../protocol/time.ts"
import type { Refusal } from "../../protocol/errors.ts"
import { EngineUnderTest, notebook, said, student } from "./engine-under-test.ts"

const add = (amount: number) => ({ _tag: "Add", amount }) as const

const publication = (prev: number, seq: number): Publication => ({
  actor: "attempt/1",
  audience: "readers",
  generation: "g",
  prev,
  seq,
  at: instant(0),
  patch: { seq }
})

describe("an audience's memory of publications", () => {
  it("LP-43 LP-46 gives exactly what was missed since a position of its generation, or nothing at all", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 120 }),
        fc.integer({ min: 0, max: 10 }),
        fc.integer({ min: -2, max: 400 }),
        (steps, base, from) => {
          const audience = new Audience(actorKey(actorRef("attempt", 1)), "readers", "g", base, instant(0))
          const all: Array<Publication> = []
          for (const step of steps) {
            const next = publication(audience.last, audience.last + step)
            expect(audience.add(next.seq, next.at, next.patch)).toBe(JSON.stringify(next))
            all.push(next)
          }
          const missed = audience.since({ generation: "g", seq: from })
          if (missed === undefined) {
            const kept = all.slice(-64)[0]?.prev ?? base
            expect(from < kept || from > audience.last).toBe(true)
          } else expect(missed).toEqual(all.filter(({ seq }) => seq > from))
          expect(audience.since({ generation: "another", seq: from })).toBeUndefined()
        }
      ),
      { numRuns: 1_000 }
    )
  })
})

describe("who watches an actor", () => {
  const seqOf = (answers: ReadonlyArray<SubscribedActor | Refusal>) => {
    const [answer] = answers
    if (answer === undefined || answer._tag === "Refusal") throw new Error("not subscribed")
    return answer
  }

  it("LP-41 LP-42 LP-44 gets a snapshot, then every publication in order", async () => {
    const engine = new EngineUnderTest()
    await engine.start(1)
    engine.send(1, add(1), { n: 1 })
    const answers = engine.watch(1)
    for (let n = 2; n <= 5; n++) engine.send(1, add(n), { n })
    await engine.world.pass(100)
    const snapshot = seqOf(answers)
    expect(snapshot).toMatchObject({ _tag: "Snapshot", seq: 1, view: { total: 1, count: 1 } })
    expect(engine.published.map(({ prev, seq }) => [prev, seq])).toEqual([
      [1, 2],
      [2, 3],
      [3, 4],
      [4, 5]
    ])
    const view = engine.published.reduce((known, { patch }) => mergePatch(known, patch), { total: 1, count: 1 } as unknown)
    expect(view).toEqual({ total: 15, count: 5 })
  })

  it("LP-23 is shown nothing that is not durable", async () => {
    const engine = new EngineUnderTest()
    await engine.start(1)
    engine.watch(1)
    await engine.world.pass(100)
    engine.faults.beforeCommit = () => Effect.fail(new CommitFailed({ kind: "full", message: "no room" }))
    const lost = engine.send(1, add(5), { n: 1 })
    const view = engine.watch(1)
    await engine.world.pass(100)
    expect([lost, view].map(said)).toEqual([["storage_full"], ["storage_full"]])
    expect(engine.published).toEqual([])
  })

  it("LP-43 LP-46 resumes with exactly what was missed, and with a snapshot after the cell was loaded anew", async () => {
    const engine = new EngineUnderTest()
    await engine.start(1)
    const first = engine.watch(1)
    await engine.world.pass(100)
    const { generation, seq } = seqOf(first)
    for (let n = 1; n <= 3; n++) engine.send(1, add(n), { n })
    await engine.world.pass(100)
    const resumed = engine.watch(1, { generation, seq })
    const upToDate = engine.watch(1, { generation, seq: 3 })
    const ahead = engine.watch(1, { generation, seq: 9 })
    await engine.world.pass(100)
    expect(seqOf(resumed)).toMatchObject({ _tag: "Resumed", seq: 3, missed: engine.published })
    expect(seqOf(upToDate)).toMatchObject({ _tag: "Resumed", seq: 3, missed: [] })
    expect(seqOf(ahead)._tag).toBe("Snapshot")
    engine.kill()
    await engine.start(1)
    const after = engine.watch(1, { generation, seq: 3 })
    await engine.world.pass(100)
    expect(seqOf(after)).toMatchObject({ _tag: "Snapshot", seq: 3, view: { total: 6, count: 3 } })
  })

  it("who does not renew is no longer told, and hears so when they ask", async () => {
    const engine = new EngineUnderTest()
    await engine.start(1)
    engine.watch(1)
    await engine.world.pass(9_000)
    expect(engine.node.renew(notebook(1), student, "readers")).toMatchObject({ seq: 0 })
    await engine.world.pass(9_000)
    engine.send(1, add(1), { n: 1 })
    await engine.world.pass(100)
    expect(engine.published).toHaveLength(1)
    await engine.world.pass(11_000)
    engine.send(1, add(2), { n: 2 })
    await engine.world.pass(100)
    expect(engine.published).toHaveLength(1)
    expect(engine.node.renew(notebook(1), student, "readers")).toBeUndefined()
  })

  it("LP-49 and does not belong to its audience is told that there is nothing, and can't renew", async () => {
    const engine = new EngineUnderTest()
    await engine.start(1)
    const answers: Array<SubscribedActor | Refusal> = []
    const stranger = { ...student, role: "proctor" } as const
    engine.node.watch(notebook(1), stranger, undefined, (answer) => {
      answers.push(answer)
    })
    engine.watch(1)
    await engine.world.pass(100)
    expect(said(answers)).toEqual(["not_found"])
    expect(engine.node.renew(notebook(1), stranger, "readers")).toBeUndefined()
  })

  it("is asked to take it anew when the slot was lost, and the cell is back in memory by then", async () => {
    const engine = new EngineUnderTest()
    await engine.start(1)
    engine.watch(1)
    await engine.world.pass(100)
    engine.faults.beforeCommit = () => Effect.fail(new CommitFailed({ kind: "ambiguous", message: "connection lost" }))
    engine.send(1, add(1), { n: 1 })
    await engine.world.pass(0)
    delete engine.faults.beforeCommit
    await engine.world.pass(100)
    expect(engine.node.renew(notebook(1), student, "readers")).toBeUndefined()
    await engine.world.pass(100)
    expect(engine.node.status().cells).toBe(1)
  })
})
