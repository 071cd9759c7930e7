import { Deferred, Effect } from "effect"
import { describe, expect, it } from "vitest"
import { EngineUnderTest, said } from "./engine-under-test.ts"
import { notebookOf } from "./notebook-actor.ts"

const add = (amount: number) => ({ _tag: "Add", amount }) as const

describe("every command is answered exactly once", () => {
  it("also those who wait beside one that breaks while their actor is loaded", async () => {
    const engine = new EngineUnderTest()
    await engine.start(1, 2)
    const answers = [
      engine.send(1, add(1), { n: 1 }),
      engine.send(1, { _tag: "Break", where: "access" }, { n: 1, sender: "device:2" }),
      engine.send(1, { _tag: "Break", where: "decide" }, { n: 1, sender: "device:3" }),
      engine.send(1, add(2), { n: 2 }),
      engine.send(2, add(3), { n: 1 })
    ]
    await engine.world.pass(1_000)
    expect(answers.map((outcomes) => outcomes.length)).toEqual([1, 1, 1, 1, 1])
    expect(said(answers[4] ?? [])).toEqual(["Done"])
    const later = engine.send(1, add(4), { n: 3 })
    await engine.world.pass(1_000)
    expect(said(later)).toEqual(["Done"])
  })

  it("with what others sent to the same actor untouched by a command that can't be decided", async () => {
    const engine = new EngineUnderTest()
    await engine.start(1)
    const loaded = engine.send(1, add(1), { n: 1 })
    await engine.world.pass(1_000)
    const before = engine.send(1, add(1), { n: 2 })
    const broken = engine.send(1, { _tag: "Break", where: "decide" }, { n: 1, sender: "device:3" })
    const after = engine.send(1, add(1), { n: 3 })
    await engine.world.pass(1_000)
    expect([loaded, before, broken, after].map(said)).toEqual([["Done"], ["Done"], ["internal"], ["Done"]])
  })

  it("also when what prepares a command throws", async () => {
    const engine = new EngineUnderTest()
    engine.definition = notebookOf({
      prepare: (command) => {
        if (command._tag === "Break") throw new Error("prepare broke")
        return command._tag === "Draw" ? Effect.succeed(command) : undefined
      }
    })
    await engine.start(1)
    const answers = [
      engine.send(1, { _tag: "Break", where: "prepare" }, { n: 1 }),
      engine.send(1, { _tag: "Draw", amount: 1 }, { n: 2 }),
      engine.send(1, add(1), { n: 3 })
    ]
    await engine.world.pass(1_000)
    expect(answers.map(said)).toEqual([["internal"], ["Done"], ["Done"]])
  })

  it("also when the facts it needs never come", async () => {
    const engine = new EngineUnderTest()
    engine.definition = notebookOf({ prepare: (command) => (command._tag === "Draw" ? Effect.never : undefined) })
    await engine.start(1)
    const drawn = engine.send(1, { _tag: "Draw", amount: 1 }, { n: 1 })
    const repeated = engine.send(1, { _tag: "Draw", amount: 1 }, { n: 1 })
    const behind = engine.send(1, { _tag: "Answer", amount: 1 }, { n: 2 })
    await engine.world.pass(60_000)
    expect([drawn, repeated, behind].map(said)).toEqual([["unavailable"], ["unavailable"], ["Done"]])
  })

  it("also when the slot is closed while it is loaded, prepared, or on its way to the journal", async () => {
    const engine = new EngineUnderTest()
    const facts = Deferred.makeUnsafe<void>()
    engine.definition = notebookOf({
      prepare: (command) => (command._tag === "Draw" ? Effect.as(Deferred.await(facts), command) : undefined)
    })
    await engine.start(1)
    const drawn = engine.send(1, { _tag: "Draw", amount: 1 }, { n: 1 })
    await engine.world.pass(10)
    const behind = engine.send(1, add(1), { n: 2 })
    const deciding = engine.send(1, add(1), { n: 1, sender: "device:2" })
    engine.close(1)
    const after = engine.send(1, add(1), { n: 2, sender: "device:2" })
    Deferred.doneUnsafe(facts, Effect.void)
    await engine.world.pass(1_000)
    expect([drawn, behind, deciding, after].map(said)).toEqual([
      ["unavailable"],
      ["unavailable"],
      ["unavailable"],
      ["unavailable"]
    ])
    expect(engine.rows(1)).toEqual([])
  })
})

describe("what one sender sends to one actor stays in order", () => {
  it("LP-28 though the journal answers about the second command before the first", async () => {
    const engine = new EngineUnderTest()
    const waits = [300, 10]
    engine.journal = {
      findCommand: (actor, sender, n) =>
        Effect.callback((resume) => {
          engine.world.after(waits.shift() ?? 1, () => resume(engine.storage.journal.findCommand(actor, sender, n)))
        })
    }
    await engine.start(1)
    // More senders than a cell remembers, so that it can't be sure about one it does not know.
    for (let other = 0; other < 20; other++) engine.send(1, add(1), { n: 1, sender: `device:other-${other}` })
    await engine.world.pass(100)
    for (let other = 20; other < 40; other++) engine.send(1, add(1), { n: 1, sender: `device:other-${other}` })
    await engine.world.pass(1_000)
    waits.splice(0, waits.length, 300, 10)
    const first = engine.send(1, add(100), { n: 1 })
    const second = engine.send(1, add(200), { n: 2 })
    await engine.world.pass(1_000)
    expect([first, second].map(said)).toEqual([["Done"], ["Done"]])
    expect(
      engine
        .rows(1)
        .slice(-2)
        .map(({ n }) => n)
    ).toEqual([1, 2])
  })
})
