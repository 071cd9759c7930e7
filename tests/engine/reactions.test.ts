import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import type { Outcome } from "../../engine/engine.ts"
import { StorageUnavailable } from "../../engine/journal.ts"
import { Outbox } from "../../engine/outbox.ts"
import { refuse } from "../../protocol/errors.ts"
import { actorKey } from "../../protocol/ids.ts"
import { World } from "../simulation/world.ts"
import { EngineUnderTest, notebook, said } from "./engine-under-test.ts"

const tell = (to: number, amount: number) => ({ _tag: "Tell", to, amount }) as const
const heard = (engine: EngineUnderTest, id: number) => engine.rows(id).map(({ events }) => events)
const pendingOf = (engine: EngineUnderTest, id: number) =>
  Effect.runSync(engine.storage.journal.pending(engine.rows(id)[0]?.slot ?? -1))

describe("reactions", () => {
  it("are applied and settled before a settling command is answered", async () => {
    const engine = new EngineUnderTest()
    await engine.start(1, 2)
    let heardWhenAnswered = -1
    const outcomes = engine.send(1, tell(2, 5), { n: 1 })
    const push = outcomes.push.bind(outcomes)
    outcomes.push = (...answers) => {
      heardWhenAnswered = engine.rows(2).length
      return push(...answers)
    }
    await engine.world.pass(100)
    expect(said(outcomes)).toEqual(["Done"])
    expect(heardWhenAnswered).toBe(1)
    expect(pendingOf(engine, 1)).toEqual([])
  })

  it("that find no one at home keep a settling command waiting for their first try alone", async () => {
    const engine = new EngineUnderTest()
    await engine.start(1)
    const outcomes = engine.send(1, tell(2, 5), { n: 1 })
    await engine.world.pass(100)
    expect(said(outcomes)).toEqual(["Done"])
    expect(pendingOf(engine, 1)).toHaveLength(1)
  })

  it("whose target takes too long keep a settling command waiting for five seconds and no longer", async () => {
    const engine = new EngineUnderTest()
    await engine.start(1, 2)
    engine.faults.beforeLoad = (actors) => (actors.includes(actorKey(notebook(2))) ? Effect.never : Effect.void)
    const outcomes = engine.send(1, tell(2, 5), { n: 1 })
    await engine.world.pass(4_900)
    expect(outcomes).toEqual([])
    await engine.world.pass(200)
    expect(said(outcomes)).toEqual(["Done"])
  })

  it("are delivered again after a restart, and applied once", async () => {
    const engine = new EngineUnderTest()
    await engine.start(1)
    engine.send(1, tell(2, 5), { n: 1 })
    await engine.world.pass(100)
    engine.kill()
    await engine.start(1, 2)
    await engine.world.pass(40_000)
    engine.kill()
    await engine.start(1, 2)
    await engine.world.pass(40_000)
    expect(heard(engine, 2)).toEqual([[{ _tag: "Added", amount: 5 }]])
    expect(pendingOf(engine, 1)).toEqual([])
  })

  it("that were refused are parked and counted, and not delivered again", async () => {
    const engine = new EngineUnderTest()
    await engine.start(1, 2)
    const outcomes = engine.send(1, tell(2, -5), { n: 1 })
    await engine.world.pass(100)
    expect(said(outcomes)).toEqual(["Done"])
    expect(engine.storage.parked()).toEqual([{ source: "attempt/1", seq: 1, index: 0, code: "illegal_transition" }])
    expect(engine.node.status().parkedReactions).toBe(1)
    expect(engine.notes).toEqual([{ _tag: "ReactionParked", source: "attempt/1", seq: 1, code: "illegal_transition" }])
    engine.kill()
    await engine.start(1, 2)
    await engine.world.pass(40_000)
    expect(engine.notes).toHaveLength(1)
  })

  it("that nobody can read any more are parked, and their slot opens all the same", async () => {
    const engine = new EngineUnderTest()
    await engine.start(1)
    engine.send(1, tell(2, 5), { n: 1 })
    await engine.world.pass(100)
    engine.kill()
    engine.journal = {
      pending: (slot) =>
        Effect.map(engine.storage.journal.pending(slot), (pending) =>
          pending.map((reaction) => ({ ...reaction, command: { _tag: "Whisper" } }))
        )
    }
    await engine.start(1, 2)
    const outcomes = engine.send(1, { _tag: "Add", amount: 1 }, { n: 2 })
    await engine.world.pass(100)
    expect(said(outcomes)).toEqual(["Done"])
    expect(engine.storage.parked()).toMatchObject([{ source: "attempt/1", seq: 1, code: "invalid" }])
  })

  it("that are parked are tried again by hand: applied once and settled, or refused again and kept", async () => {
    const engine = new EngineUnderTest()
    await engine.start(1)
    engine.send(1, tell(2, 5), { n: 1 })
    engine.send(1, tell(2, -5), { n: 2 })
    await engine.world.pass(100)
    engine.kill()
    engine.journal = {
      pending: (slot) =>
        Effect.map(engine.storage.journal.pending(slot), (pending) =>
          pending.map((reaction) => (reaction.seq === 1 ? { ...reaction, command: { _tag: "Whisper" } } : reaction))
        )
    }
    await engine.start(1, 2)
    await engine.world.pass(5_000)
    expect(engine.storage.parked().map(({ seq, code }) => [seq, code])).toEqual([
      [1, "invalid"],
      [2, "illegal_transition"]
    ])
    const retry = async (seq: number) => {
      const found = Effect.runSync(engine.storage.journal.findParked({ source: actorKey(notebook(1)), seq, index: 0 }))
      if (found === undefined) return "none"
      const outcomes: Array<Outcome> = []
      // By two at once: it counts once.
      for (let by = 0; by < 2; by += 1) engine.node.retry(found, (outcome) => outcomes.push(outcome))
      await engine.world.pass(100)
      return said(outcomes)
    }
    expect(await retry(1)).toEqual(["Done", "Done"])
    expect(heard(engine, 2)).toEqual([[{ _tag: "Added", amount: 5 }]])
    expect(await retry(2)).toEqual(["illegal_transition", "illegal_transition"])
    expect(engine.storage.parked().map(({ seq }) => seq)).toEqual([2])
    expect(await retry(1)).toBe("none")
  })

  it("wait for a target whose slot or storage is away, longer from try to try", async () => {
    const engine = new EngineUnderTest()
    let loads = 0
    engine.faults.beforeLoad = (actors) => {
      if (!actors.includes(actorKey(notebook(2)))) return Effect.void
      loads++
      return loads < 6 ? Effect.fail(new StorageUnavailable({ message: "away" })) : Effect.void
    }
    await engine.start(1, 2)
    engine.send(1, tell(2, 5), { n: 1 })
    await engine.world.pass(20_000)
    expect(loads).toBeLessThan(6)
    await engine.world.pass(100_000)
    expect(heard(engine, 2)).toEqual([[{ _tag: "Added", amount: 5 }]])
  })
})

describe("the outbox", () => {
  it("has only so many reactions on their way at once", () => {
    const world = new World(1)
    const under: Array<(outcome: Outcome) => void> = []
    let most = 0
    let open = 0
    const outbox = new Outbox({
      timers: world.timers(() => true),
      deliver: (_reaction, _decoded, _settling, done) => {
        open++
        most = Math.max(most, open)
        under.push((outcome) => {
          open--
          done(outcome)
        })
      },
      park: () => {}
    })
    let over = 0
    const source = actorKey(notebook(1))
    for (let seq = 1; seq <= 5_000; seq++) {
      outbox.add({ source, seq, index: 0, slot: 1, target: actorKey(notebook(2)), command: {}, hop: 1 }, undefined, false, () => {
        over++
      })
    }
    for (let done = under.shift(); done !== undefined; done = under.shift()) {
      done({ _tag: "Done", seq: 1, at: world.now(), reply: {} })
    }
    expect(most).toBeLessThanOrEqual(256)
    expect(over).toBe(5_000)
    expect(outbox.size).toBe(0)
  })

  it("parks what is refused for good and keeps what is only unavailable", () => {
    const world = new World(1)
    const parked: Array<number> = []
    const outbox = new Outbox({
      timers: world.timers(() => true),
      deliver: ({ seq }, _decoded, _settling, done) => done(refuse(seq === 1 ? "not_found" : "overloaded")),
      park: ({ seq }) => parked.push(seq)
    })
    for (const seq of [1, 2]) {
      const reaction = {
        source: actorKey(notebook(1)),
        seq,
        index: 0,
        slot: 1,
        target: actorKey(notebook(2)),
        command: {},
        hop: 1
      }
      outbox.add(reaction, undefined, false, () => {})
    }
    expect(parked).toEqual([1])
    expect(outbox.size).toBe(1)
  })
})
