import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { Alarms } from "../../engine/alarms.ts"
import { CommitFailed } from "../../engine/journal.ts"
import type { Timers } from "../../engine/timers.ts"
import { ActorKey } from "../../protocol/ids.ts"
import { instant } from "../../protocol/time.ts"
import { EngineUnderTest, said } from "./engine-under-test.ts"

const waking = (engine: EngineUnderTest, ...inMs: ReadonlyArray<number>) =>
  ({ _tag: "Wake", at: inMs.map((ms) => instant(engine.world.now() + ms)), stuck: false }) as const

const woken = (engine: EngineUnderTest, id = 1) =>
  engine.rows(id).flatMap(({ events }) => events.filter((event) => JSON.stringify(event).includes('"Woke"')))

describe("alarms", () => {
  it("ring at their instant, one after the other", async () => {
    const engine = new EngineUnderTest()
    await engine.start(1)
    const at = engine.world.now()
    engine.send(1, waking(engine, 1_000, 3_000), { n: 1 })
    await engine.world.pass(2_999)
    expect(woken(engine)).toEqual([{ _tag: "Woke", due: at + 1_000, at: at + 1_000 }])
    await engine.world.pass(100)
    expect(woken(engine)).toHaveLength(2)
  })

  it("ring with nobody connected, after a failover and with the cell not in memory", async () => {
    const engine = new EngineUnderTest()
    await engine.start(1)
    engine.send(1, waking(engine, 60_000), { n: 1 })
    await engine.world.pass(10)
    engine.kill()
    await engine.world.pass(120_000)
    await engine.start(1)
    await engine.world.pass(100)
    expect(woken(engine)).toHaveLength(1)
  })

  it("park an actor that does not notice that it was woken, and nobody else", async () => {
    const engine = new EngineUnderTest()
    await engine.start(1, 2)
    engine.send(1, { ...waking(engine, 1_000), stuck: true }, { n: 1 })
    engine.send(2, waking(engine, 2_000), { n: 1 })
    await engine.world.pass(60_000)
    expect(engine.notes).toEqual([{ _tag: "AlarmParked", actor: "attempt/1", reason: "the alarm did not move forward" }])
    expect(engine.node.status().parkedAlarms).toBe(1)
    expect(woken(engine, 2)).toHaveLength(1)
  })

  it("are tried again while storage is away, and what follows them soon after still rings", async () => {
    const engine = new EngineUnderTest()
    await engine.start(1)
    engine.send(1, waking(engine, 1_000, 3_000), { n: 1 })
    await engine.world.pass(500)
    let away = true
    engine.faults.beforeCommit = () => (away ? Effect.fail(new CommitFailed({ kind: "full", message: "no room" })) : Effect.void)
    await engine.world.pass(10_000)
    expect(woken(engine)).toHaveLength(0)
    away = false
    await engine.world.pass(60_000)
    expect(engine.notes).toEqual([])
    expect(woken(engine)).toHaveLength(2)
  })

  it("still ring when the command that would have called them off is not committed after all", async () => {
    const engine = new EngineUnderTest()
    await engine.start(1)
    engine.send(1, waking(engine, 1_000), { n: 1 })
    await engine.world.pass(500)
    engine.faults.beforeCommit = ({ rows }) =>
      rows.some(({ n, sender }) => n === 2 && sender === "device:1")
        ? Effect.callback((resume) => {
            engine.world.after(2_000, () => resume(Effect.fail(new CommitFailed({ kind: "full", message: "no room" }))))
          })
        : Effect.void
    const outcomes = engine.send(1, { _tag: "Wake", at: [], stuck: false }, { n: 2 })
    await engine.world.pass(60_000)
    expect(said(outcomes)).toEqual(["storage_full"])
    expect(woken(engine)).toHaveLength(1)
  })

  it("of one instant ring together in all slots, though their timers fire one after the other", () => {
    let now = 0
    const waits: Array<() => void> = []
    const timers: Timers = { now: () => instant(now), after: (_ms, run) => (waits.push(run), () => {}), soon: (run) => run() }
    const rung: Array<string> = []
    const slots: ReadonlyArray<Alarms> = [0, 1, 2].map(
      () =>
        new Alarms({
          timers,
          on: () => true,
          strike: () => slots.forEach((slot) => slot.ringDue()),
          ring: (actor) => rung.push(actor)
        })
    )
    slots.forEach((slot, index) => slot.set(ActorKey.make(`attempt/${index + 1}`), instant(index < 2 ? 1_000 : 1_001)))
    now = 1_000
    waits[1]?.()
    expect(rung).toEqual(["attempt/2", "attempt/1"])
    waits[0]?.()
    expect(rung).toHaveLength(2)
    now = 1_001
    waits[0]?.()
    waits[2]?.()
    expect(rung).toEqual(["attempt/2", "attempt/1", "attempt/3"])
  })

  it("of an actor that breaks are tried less and less often", async () => {
    const engine = new EngineUnderTest()
    await engine.start(1)
    engine.send(1, waking(engine, 1_000), { n: 1 })
    await engine.world.pass(500)
    const { decide } = engine.definition
    engine.definition.decide = (state, command, context) => {
      if (command._tag === "Alarm") throw new Error("decide broke")
      return decide(state, command, context)
    }
    await engine.world.pass(120_000)
    expect(engine.notes.length).toBeLessThan(12)
    engine.definition.decide = decide
    await engine.world.pass(60_000)
    expect(woken(engine)).toHaveLength(1)
  })

  it("do not ring while they are held back, though their timer was set before", async () => {
    const engine = new EngineUnderTest()
    await engine.start(1)
    engine.send(1, waking(engine, 1_000), { n: 1 })
    await engine.world.pass(500)
    engine.node.holdAlarms()
    await engine.world.pass(10_000)
    expect(woken(engine)).toHaveLength(0)
    engine.node.startAlarms()
    await engine.world.pass(100)
    expect(woken(engine)).toHaveLength(1)
  })

  it("are set again from the state when a cell is loaded anew", async () => {
    const engine = new EngineUnderTest()
    await engine.start(1)
    // Durable, but the answer no longer finds its cell: a command behind it broke the cell in the meantime.
    engine.faults.afterCommit = ({ rows }) =>
      rows.length === 0
        ? Effect.void
        : Effect.callback((resume) => {
            engine.world.after(100, () => resume(Effect.void))
          })
    engine.send(1, waking(engine, 1_000), { n: 1 })
    await engine.world.pass(50)
    engine.send(1, { _tag: "Break", where: "decide" }, { n: 2 })
    await engine.world.pass(200)
    delete engine.faults.afterCommit
    engine.watch(1)
    await engine.world.pass(5_000)
    expect(woken(engine)).toHaveLength(1)
    expect(engine.node.status().parkedAlarms).toBe(0)
  })
})
