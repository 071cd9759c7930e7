import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { Once } from "../../engine/once.ts"
import { EngineUnderTest, said } from "./engine-under-test.ts"

const add = (amount: number) => ({ _tag: "Add", amount }) as const

describe("a repeated command", () => {
  it("LP-24 gets the first reply and leaves no row", async () => {
    const engine = new EngineUnderTest()
    await engine.start(1)
    const first = engine.send(1, add(5), { n: 1 })
    const atOnce = engine.send(1, add(5), { n: 1 })
    await engine.world.pass(100)
    engine.send(1, add(7), { n: 2 })
    await engine.world.pass(100)
    const later = engine.send(1, add(5), { n: 1 })
    await engine.world.pass(100)
    expect(first).toMatchObject([{ _tag: "Done", seq: 1, reply: { total: 5 } }])
    expect([atOnce, later]).toEqual([first, first])
    expect(engine.rows(1)).toHaveLength(2)
  })

  it("is found in the journal when the cell's memory has lost it", async () => {
    const engine = new EngineUnderTest()
    await engine.start(1)
    const first = engine.send(1, add(5), { n: 1 })
    await engine.world.pass(100)
    for (let n = 2; n <= 40; n++) {
      engine.send(1, add(1), { n })
      await engine.world.pass(20)
    }
    const repeat = engine.send(1, add(5), { n: 1 })
    const another = engine.send(1, add(6), { n: 1 })
    await engine.world.pass(100)
    expect(repeat).toEqual(first)
    expect(said(another)).toEqual(["id_reused"])
    expect(engine.rows(1)).toHaveLength(40)
  })

  it("LP-25 with another digest is refused", async () => {
    const engine = new EngineUnderTest()
    await engine.start(1)
    engine.send(1, add(5), { n: 1 })
    await engine.world.pass(100)
    const outcomes = engine.send(1, add(6), { n: 1 })
    await engine.world.pass(100)
    expect(said(outcomes)).toEqual(["id_reused"])
    expect(engine.rows(1)).toHaveLength(1)
  })

  it("LP-27 that was refused is decided anew", async () => {
    const engine = new EngineUnderTest()
    await engine.start(1)
    const refused = engine.send(1, add(-1), { n: 1 })
    await engine.world.pass(100)
    const corrected = engine.send(1, add(1), { n: 1 })
    await engine.world.pass(100)
    expect([refused, corrected].map(said)).toEqual([["invalid"], ["Done"]])
  })
})

describe("the memory of commands", () => {
  const receipt = (n: number, seq: number) => ({ n, digest: "d", seq, at: 0, reply: {} })

  it("says of no accepted command that it is new, and keeps every one that is not durable yet", () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ sender: fc.integer({ min: 0, max: 40 }), lag: fc.integer({ min: 0, max: 60 }) }), {
          maxLength: 200
        }),
        (commands) => {
          let once = new Once()
          let durable = 0
          const numbers = new Map<string, number>()
          const accepted: Array<{ readonly sender: string; readonly n: number; readonly seq: number }> = []
          for (const [index, command] of commands.entries()) {
            const sender = `device:${command.sender}`
            const n = (numbers.get(sender) ?? 0) + 1
            numbers.set(sender, n)
            const seq = index + 1
            durable = Math.max(durable, seq - 1 - command.lag)
            once.remember(sender, receipt(n, seq), durable)
            accepted.push({ sender, n, seq })
            if (index % 17 === 0) once = Once.decode(once.encode())
            for (const earlier of accepted) {
              const recall = once.recall(earlier.sender, earlier.n)
              if (earlier.seq > durable) expect(recall).toMatchObject({ _tag: "Repeat", receipt: { seq: earlier.seq } })
              else expect(recall._tag).not.toBe("New")
            }
          }
        }
      ),
      { numRuns: 300 }
    )
  })

  it("shrinks back after a burst of senders", () => {
    const once = new Once()
    for (let sender = 1; sender <= 500; sender++) once.remember(`device:${sender}`, receipt(1, sender), 0)
    expect(once.encode().senders).toHaveLength(500)
    once.remember("device:501", receipt(1, 501), 501)
    expect(once.encode().senders.length).toBeLessThanOrEqual(16)
  })
})
