import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import type { Outcome } from "../../engine/engine.ts"
import { Elsewhere } from "../../engine/elsewhere.ts"
import { StorageUnavailable, type Loaded } from "../../engine/journal.ts"
import { Loader } from "../../engine/loader.ts"
import { slotOf } from "../../engine/slot-of.ts"
import { type ActorKey, actorKey, actorRef, UserId } from "../../protocol/ids.ts"
import { instant } from "../../protocol/time.ts"
import { World } from "../simulation/world.ts"
import { EngineUnderTest, notebook, said, student } from "./engine-under-test.ts"

const add = (amount: number) => ({ _tag: "Add", amount }) as const
const answer = (amount: number) => ({ _tag: "Answer", amount }) as const
const keys = (type: "attempt" | "learner", count: number, from = 1): ReadonlyArray<ActorKey> =>
  Array.from({ length: count }, (_, index) => actorKey(actorRef(type, from + index)))

const bare = (actor: ActorKey): Loaded => ({ actor, snapshot: undefined, tail: [] })

/** A loader whose questions are written down and take 10 ms. */
const loaderIn = (world: World, broken: (actors: ReadonlyArray<ActorKey>) => boolean = () => false) => {
  const questions: Array<ReadonlyArray<ActorKey>> = []
  let most = 0
  let open = 0
  const loader = new Loader(
    (actors) =>
      Effect.callback((resume) => {
        questions.push(actors)
        most = Math.max(most, ++open)
        world.after(10, () => {
          open--
          resume(broken(actors) ? Effect.fail(new StorageUnavailable({ message: "no" })) : Effect.succeed(actors.map(bare)))
        })
      }),
    world.timers(() => true).soon
  )
  return { loader, questions, most: () => most }
}

describe("activation", () => {
  it("asks for many actors at once, in a bounded number of questions at a time", async () => {
    const world = new World(1)
    const { loader, questions, most } = loaderIn(world)
    let loaded = 0
    for (const key of keys("learner", 1_000)) loader.load(key, (found) => (loaded += found === undefined ? 0 : 1))
    expect(loader.waiting).toBe(1_000)
    await world.pass(1_000)
    expect(loaded).toBe(1_000)
    expect(questions).toHaveLength(Math.ceil(1_000 / 64))
    expect(most()).toBe(4)
  })

  it("takes running exams first", async () => {
    const world = new World(1)
    const { loader, questions } = loaderIn(world)
    for (const key of keys("learner", 400)) loader.load(key, () => {})
    for (const key of keys("attempt", 100)) loader.load(key, () => {})
    await world.pass(1_000)
    const flat = questions.flat()
    expect(flat.slice(0, 100).every((key) => key.startsWith("attempt/"))).toBe(true)
    expect(flat).toHaveLength(500)
  })

  it("loads the companions of an actor that can't be read", async () => {
    const world = new World(1)
    const { loader } = loaderIn(world, (actors) => actors.includes(actorKey(actorRef("attempt", 20))))
    const unread: Array<ActorKey> = []
    let loaded = 0
    for (const key of keys("attempt", 64)) {
      loader.load(key, (found) => {
        if (found === undefined) unread.push(key)
        else loaded++
      })
    }
    await world.pass(1_000)
    expect(unread).toEqual(["attempt/20"])
    expect(loaded).toBe(63)
  })

  it("does not ask on and on when storage is away", async () => {
    const world = new World(1)
    const { loader, questions } = loaderIn(world, () => true)
    let unread = 0
    for (const key of keys("attempt", 64)) loader.load(key, () => unread++)
    await world.pass(1_000)
    expect(unread).toBe(64)
    expect(questions).toHaveLength(3)
  })

  it("that fails is told to everyone who waits, and tried again for the next", async () => {
    const engine = new EngineUnderTest()
    await engine.start(1)
    engine.faults.beforeLoad = () => Effect.fail(new StorageUnavailable({ message: "away" }))
    const answers = [engine.send(1, add(1), { n: 1 }), engine.send(1, add(2), { n: 2 }), engine.watch(1)]
    await engine.world.pass(100)
    expect(answers.map(said)).toEqual([["unavailable"], ["unavailable"], ["unavailable"]])
    delete engine.faults.beforeLoad
    const again = engine.send(1, add(1), { n: 1 })
    await engine.world.pass(100)
    expect(said(again)).toEqual(["Done"])
  })
})

describe("overload", () => {
  const tally = (all: ReadonlyArray<ReadonlyArray<Outcome>>) => {
    const codes = all.flatMap((outcomes) => said(outcomes))
    return {
      done: codes.filter((code) => code === "Done").length,
      overloaded: codes.filter((code) => code === "overloaded").length
    }
  }

  it("refuses what a cell can't commit in time, keeping the last quarter for urgent commands", async () => {
    const engine = new EngineUnderTest()
    await engine.start(1)
    engine.send(1, add(1), { n: 1 })
    await engine.world.pass(100)
    let held = true
    engine.faults.beforeCommit = () =>
      held
        ? Effect.callback((resume) => {
            engine.world.after(1_000, () => resume(Effect.void))
          })
        : Effect.void
    const ordinary = Array.from({ length: 600 }, (_, index) => engine.send(1, add(1), { n: index + 2 }))
    const urgent = Array.from({ length: 300 }, (_, index) => engine.send(1, answer(1), { n: index + 1, sender: "device:2" }))
    held = false
    await engine.world.pass(5_000)
    expect(tally(ordinary)).toEqual({ done: 384, overloaded: 216 })
    expect(tally(urgent)).toEqual({ done: 128, overloaded: 172 })
    expect(engine.rows(1)).toHaveLength(1 + 384 + 128)
  })

  it("refuses what waits for one actor to be loaded, too", async () => {
    const engine = new EngineUnderTest()
    await engine.start(1)
    engine.faults.beforeLoad = () =>
      Effect.callback((resume) => {
        engine.world.after(1_000, () => resume(Effect.void))
      })
    const ordinary = Array.from({ length: 600 }, (_, index) => engine.send(1, add(1), { n: index + 1 }))
    await engine.world.pass(5_000)
    expect(tally(ordinary)).toEqual({ done: 384, overloaded: 216 })
  })

  it("refuses what is too old to be waited for, but no exam answer", async () => {
    const engine = new EngineUnderTest()
    await engine.start(1)
    const receivedAt = instant(engine.world.now() - 11_000)
    const ordinary = engine.send(1, add(1), { n: 1, receivedAt })
    const urgent = engine.send(1, answer(1), { n: 1, sender: "device:2", receivedAt })
    await engine.world.pass(100)
    expect([ordinary, urgent].map(said)).toEqual([["overloaded"], ["Done"]])
  })

  it("bounds what waits for activation, watchers included", async () => {
    const engine = new EngineUnderTest()
    const ids = Array.from({ length: 5_000 }, (_, index) => index + 1)
    await engine.start(...ids.slice(0, 600))
    expect(new Set(ids.map((id) => slotOf(actorKey(notebook(id))))).size).toBe(engine.node.status().openSlots)
    engine.faults.beforeLoad = () => Effect.never
    const commands = ids.map((id) => engine.send(id, add(1), { n: 1 }))
    const watchers = Array.from({ length: 100 }, (_, index) => engine.watch(6_000 + index))
    expect(tally(commands).overloaded).toBe(5_000 - 3_072)
    expect(watchers.map(said)).toEqual(watchers.map(() => ["overloaded"]))
  })
})

describe("watches on other nodes", () => {
  it("are forgotten when nobody renews them", () => {
    const elsewhere = new Elsewhere()
    elsewhere.heard(notebook(1), student, "taker", { generation: "a", seq: 1 }, instant(1_000))
    elsewhere.heard(notebook(2), student, "taker", { generation: "a", seq: 1 }, instant(9_000))
    elsewhere.forgetBefore(instant(12_000))
    expect(elsewhere.get(notebook(1), student, "taker")).toBeUndefined()
    expect(elsewhere.get(notebook(2), student, "taker")).toEqual({ generation: "a", seq: 1 })
  })

  it("are each person's own: who may no longer watch is not served by what others hear", () => {
    const elsewhere = new Elsewhere()
    const dismissed = { ...student, userId: UserId.make(student.userId + 1) }
    for (const person of [student, dismissed])
      elsewhere.heard(notebook(1), person, "proctors", { generation: "a", seq: 1 }, instant(1_000))
    elsewhere.delete(notebook(1), dismissed, "proctors")
    elsewhere.heard(notebook(1), student, "proctors", { generation: "a", seq: 2 }, instant(3_000))
    expect(elsewhere.get(notebook(1), dismissed, "proctors")).toBeUndefined()
    expect(elsewhere.get(notebook(1), student, "proctors")).toEqual({ generation: "a", seq: 2 })
  })
})
