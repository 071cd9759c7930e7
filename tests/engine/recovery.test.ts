import { Clock, Effect, Fiber } from "effect"
import { describe, expect, it } from "vitest"
import { StorageUnavailable } from "../../engine/journal.ts"
import type { Outages } from "../../engine/outages.ts"
import { keepBeating, recover, type RecoveryOptions } from "../../engine/recovery.ts"
import { actorKey } from "../../protocol/ids.ts"
import { type Instant, instant } from "../../protocol/time.ts"
import { clockOf } from "../simulation/effect-clock.ts"
import { EngineUnderTest, notebook } from "./engine-under-test.ts"

/** An engine that beats, over a database that can be away; its one attempt wakes at its deadline. */
class Beating {
  readonly engine = new EngineUnderTest()
  away = false
  compensate = true
  broken: ReadonlyArray<number> = []
  running: ReadonlyArray<number> = [1]
  ready = false
  readonly #fibers: Array<Fiber.Fiber<unknown, unknown>> = []

  readonly outages: Outages["Service"] = {
    beat: (node, at) => this.#reached(this.engine.storage.outages.beat(node, at)),
    ahead: Effect.suspend(() => this.#reached(this.engine.storage.outages.ahead)),
    timed: Effect.suspend(() => this.#reached(this.engine.storage.outages.timed)),
    accompanied: (node, now) => this.#reached(this.engine.storage.outages.accompanied(node, now)),
    newestBeat: Effect.suspend(() => this.#reached(this.engine.storage.outages.newestBeat)),
    record: (from, until) => this.#reached(this.engine.storage.outages.record(from, until)),
    undone: Effect.suspend(() => this.#reached(this.engine.storage.outages.undone)),
    markDone: (id) => this.#reached(this.engine.storage.outages.markDone(id)),
    running: () => this.#reached(Effect.sync(() => this.running.map((id) => actorKey(notebook(id)))))
  }

  #reached<A>(effect: Effect.Effect<A, StorageUnavailable>): Effect.Effect<A, StorageUnavailable> {
    return Effect.suspend(() => (this.away ? Effect.fail(new StorageUnavailable({ message: "away" })) : effect))
  }

  /** Boots as the program does: slots, recovery, then alarms, then beats. */
  async boot(name = "node"): Promise<void> {
    const { engine } = this
    await engine.start(...this.running)
    engine.node.holdAlarms()
    const options: RecoveryOptions = {
      node: engine.node,
      name,
      outages: this.outages,
      now: () => engine.world.now(),
      error: () => 0,
      catchUp: () => {},
      compensate: this.compensate
    }
    this.ready = false
    const life = Effect.gen({ self: this }, function* () {
      const beat = yield* recover(options)
      engine.node.startAlarms()
      this.ready = true
      yield* keepBeating(options, beat)
    })
    this.#fibers.push(Effect.runFork(Effect.provideService(life, Clock.Clock, clockOf(engine.world))))
    await engine.world.pass(1)
  }

  async crash(): Promise<void> {
    this.engine.kill()
    for (const fiber of this.#fibers.splice(0)) await Effect.runPromise(Fiber.interrupt(fiber))
  }

  async deadlineIn(ms: number): Promise<Instant> {
    const at = instant(this.engine.world.now() + ms)
    this.engine.send(1, { _tag: "Wake", at: [at], stuck: false }, { n: 1 })
    await this.engine.world.pass(20)
    return at
  }

  events(id = 1): ReadonlyArray<unknown> {
    return this.engine.rows(id).flatMap(({ events, sender }) => (sender.startsWith("engine:") ? events : []))
  }

  get compensated(): ReadonlyArray<number> {
    return this.events().flatMap((event) =>
      typeof event === "object" && event !== null && "ms" in event && typeof event.ms === "number" ? [event.ms] : []
    )
  }
}

describe("T13 an outage", () => {
  it("of 5 s or more is given back before alarms ring, also where the deadline fell inside it", async () => {
    const beating = new Beating()
    await beating.boot()
    await beating.deadlineIn(10_000)
    await beating.engine.world.pass(2_000)
    await beating.crash()
    await beating.engine.world.pass(60_000)
    await beating.boot()
    await beating.engine.world.pass(5_000)
    expect(beating.compensated).toHaveLength(1)
    expect(beating.compensated[0]).toBeGreaterThanOrEqual(60_000)
    expect(beating.compensated[0]).toBeLessThan(61_100)
    expect(beating.events()).toMatchObject([{ _tag: "Compensated" }])
    await beating.engine.world.pass(20_000)
    expect(beating.events()).toMatchObject([{ _tag: "Compensated" }, { _tag: "Woke" }])
  })

  it("shorter than 5 s is not", async () => {
    const beating = new Beating()
    await beating.boot()
    await beating.engine.world.pass(10_000)
    await beating.crash()
    await beating.engine.world.pass(3_500)
    await beating.boot()
    await beating.engine.world.pass(10_000)
    expect(beating.compensated).toEqual([])
  })

  it("is not given back where that is switched off: what ended meanwhile stays ended", async () => {
    const beating = new Beating()
    beating.compensate = false
    await beating.boot()
    const deadline = await beating.deadlineIn(10_000)
    await beating.crash()
    await beating.engine.world.pass(60_000)
    await beating.boot()
    await beating.engine.world.pass(5_000)
    expect(beating.events()).toMatchObject([{ _tag: "Woke", due: deadline }])
  })

  it("is given back once, though the engine dies twice while giving it back", async () => {
    const beating = new Beating()
    beating.running = [1, 2]
    await beating.boot()
    await beating.engine.world.pass(5_000)
    await beating.crash()
    await beating.engine.world.pass(30_000)
    // The second attempt can't be loaded: making good does not come to its end.
    beating.engine.faults.beforeLoad = (actors) =>
      actors.includes(actorKey(notebook(2))) ? Effect.fail(new StorageUnavailable({ message: "away" })) : Effect.void
    for (let death = 0; death < 2; death++) {
      await beating.boot()
      await beating.engine.world.pass(3_000)
      expect(beating.ready).toBe(false)
      await beating.crash()
    }
    delete beating.engine.faults.beforeLoad
    await beating.boot()
    await beating.engine.world.pass(10_000)
    expect(beating.ready).toBe(true)
    expect(beating.compensated).toHaveLength(1)
    expect(beating.events(2)).toEqual(beating.events(1))
  })

  it("of the database alone is given back when it is back, and alarms wait for that", async () => {
    const beating = new Beating()
    await beating.boot()
    await beating.deadlineIn(8_000)
    await beating.engine.world.pass(2_000)
    beating.away = true
    await beating.engine.world.pass(30_000)
    expect(beating.engine.node.alarmsOn).toBe(false)
    expect(beating.events()).toEqual([])
    beating.away = false
    await beating.engine.world.pass(3_000)
    expect(beating.engine.node.alarmsOn).toBe(true)
    expect(beating.events()).toMatchObject([{ _tag: "Compensated" }])
    await beating.engine.world.pass(10_000)
    expect(beating.events()).toMatchObject([{ _tag: "Compensated" }, { _tag: "Woke" }])
  })

  it("that an engine records and dies of is not hidden behind that engine's own beat", async () => {
    const beating = new Beating()
    await beating.boot()
    await beating.engine.world.pass(2_000)
    beating.away = true
    await beating.engine.world.pass(30_000)
    const { beat } = beating.outages
    Object.assign(beating.outages, {
      // The process dies as soon as its beat is stored.
      beat: (node: string, at: Instant) => Effect.andThen(beat(node, at), Effect.never)
    })
    beating.away = false
    await beating.engine.world.pass(1_500)
    await beating.crash()
    Object.assign(beating.outages, { beat })
    await beating.boot()
    await beating.engine.world.pass(2_000)
    expect(beating.compensated).toHaveLength(1)
  })

  it("is not followed by another one because giving it back took long", async () => {
    const beating = new Beating()
    await beating.boot()
    await beating.engine.world.pass(2_000)
    await beating.crash()
    await beating.engine.world.pass(10_000)
    beating.engine.faults.beforeLoad = () =>
      Effect.callback((resume) => {
        beating.engine.world.after(8_000, () => resume(Effect.void))
      })
    await beating.boot()
    await beating.engine.world.pass(60_000)
    expect(beating.ready).toBe(true)
    expect(beating.compensated).toHaveLength(1)
  })

  it("is given back to everybody else though one attempt is broken, and to that one when it no longer is", async () => {
    const beating = new Beating()
    beating.running = [1, 2]
    await beating.boot()
    await beating.engine.world.pass(2_000)
    await beating.crash()
    await beating.engine.world.pass(10_000)
    const { decide } = beating.engine.definition
    beating.engine.definition.decide = (state, command, context) => {
      if (context.self.id === 2) throw new Error("broken")
      return decide(state, command, context)
    }
    await beating.boot()
    await beating.engine.world.pass(10_000)
    expect(beating.ready).toBe(true)
    expect(beating.compensated).toHaveLength(1)
    beating.engine.definition.decide = decide
    await beating.crash()
    await beating.boot()
    await beating.engine.world.pass(3_000)
    expect(beating.compensated).toHaveLength(1)
    expect(beating.events(2)).toEqual(beating.events(1))
  })
})
