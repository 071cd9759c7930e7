import { Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import { assert, constantFrom, double, integer, property, array, record } from "fast-check"
import { describe, expect, it } from "vitest"
import { DatabaseClock, layerFrom } from "../../engine/clock.ts"
import { DatabaseTime } from "../../engine/database-time.ts"
import { Outages } from "../../engine/outages.ts"
import { aheadAtStart } from "../../engine/resumed-time.ts"
import { SlewedClock } from "../../engine/slewed-clock.ts"
import { instant } from "../../protocol/time.ts"
import { makeMemoryStorage } from "../../storage/memory/memory-storage.ts"

const epoch = 1_800_000_000_000

/** A node and a database whose clocks the test moves. */
class World {
  /** True time since the start, in milliseconds; the node's monotonic clock shows it. */
  elapsed = 0
  /** How far the database's clock is from the true time. */
  databaseAhead = 0
  readonly clock = new SlewedClock(() => this.elapsed)

  database(): number {
    return epoch + this.elapsed + this.databaseAhead
  }

  /** A round trip during which the database looked at its clock after `there` of `there + back` milliseconds. */
  sample(there: number, back: number): void {
    const asked = this.elapsed
    this.elapsed += there
    const database = this.database()
    this.elapsed += back
    this.clock.observe(asked, database, this.elapsed)
  }

  error(): number {
    return this.clock.now() - this.database()
  }
}

describe("the database's clock", () => {
  it("starts at the database's time, wrong by half a round trip at most", () => {
    const world = new World()
    world.sample(8, 0)
    expect(Math.abs(world.error())).toBeLessThanOrEqual(5)
    expect(world.clock.healthy()).toBe(true)
  })

  it("believes the sample with the shortest round trip", () => {
    const world = new World()
    for (let round = 0; round < 4; round++) world.sample(40, 0)
    world.sample(0.2, 0.2)
    expect(Math.abs(world.clock.error())).toBeGreaterThan(15)
    world.elapsed += 60_000
    expect(Math.abs(world.error())).toBeLessThanOrEqual(1)
  })

  it("never runs backwards, never faster than 500 ppm beside the monotonic clock, and stays near the database's", () => {
    const step = record({
      wait: integer({ min: 0, max: 5_000 }),
      there: double({ min: 0, max: 100, noNaN: true }),
      back: double({ min: 0, max: 100, noNaN: true }),
      /** Drift of the two machines against each other, in millionths. */
      drift: constantFrom(-50, 0, 50)
    })
    assert(
      property(array(step, { maxLength: 60 }), (steps) => {
        const world = new World()
        world.sample(0.2, 0.2)
        for (const { wait, there, back, drift } of steps) {
          const [nowBefore, elapsedBefore] = [world.clock.now(), world.elapsed]
          world.elapsed += wait
          world.databaseAhead += wait * drift * 1e-6
          world.sample(there, back)
          const passed = world.elapsed - elapsedBefore
          const told = world.clock.now() - nowBefore
          expect(told).toBeGreaterThanOrEqual(0)
          expect(Math.abs(told - passed)).toBeLessThanOrEqual(passed * 500e-6 + 1)
          expect(Math.abs(world.error())).toBeLessThanOrEqual(110)
          expect(world.clock.healthy()).toBe(true)
        }
      }),
      { numRuns: 1000 }
    )
  })

  it("doubts itself on one wild sample and recovers with the next that agrees", () => {
    const world = new World()
    world.sample(0, 0)
    world.databaseAhead = 10_000
    world.sample(0, 0)
    expect(world.clock.healthy()).toBe(false)
    expect(world.error()).toBe(-10_000)
    world.databaseAhead = 0
    world.sample(0, 0)
    expect(world.clock.healthy()).toBe(true)
  })

  it("a slow round trip is no contradiction", () => {
    const world = new World()
    world.sample(0, 0)
    world.sample(3_000, 0)
    expect(world.clock.healthy()).toBe(true)
  })

  it("T1 does not follow a database's clock that is set by an hour, and tells of it, until it is let catch up", () => {
    for (const set of [3_600_000, -3_600_000]) {
      const world = new World()
      world.sample(0, 0)
      world.databaseAhead = set
      for (let round = 0; round < 10; round++) {
        world.elapsed += 250
        world.sample(0, 0)
        expect(world.clock.healthy()).toBe(false)
        expect(Math.abs(world.clock.now() - epoch - world.elapsed)).toBeLessThanOrEqual(2)
      }
      expect(Math.abs(world.clock.error() - set)).toBeLessThanOrEqual(2)
      const before = world.clock.now()
      world.clock.catchUp()
      expect(world.clock.now()).toBe(set > 0 ? world.database() : before)
      expect(world.clock.healthy()).toBe(set > 0)
    }
  })

  it("agrees again with a clock that was set and is set back", () => {
    const world = new World()
    world.sample(0, 0)
    world.databaseAhead = 3_600_000
    for (let round = 0; round < 5; round++) world.sample(0, 0)
    world.databaseAhead = 0
    world.sample(0.2, 0.2)
    expect(world.clock.healthy()).toBe(true)
    expect(Math.abs(world.clock.error())).toBeLessThanOrEqual(1)
  })

  it("T13 begins where others are whose clock was set, never before the last beat while time runs, and else by the clock", () => {
    const at = (ms: number) => instant(epoch + ms)
    const hour = 3_600_000
    const ahead = (beat: number, databaseAt: number, now: number, timed = true) =>
      aheadAtStart([{ at: at(beat), databaseAt: at(databaseAt) }], at(now), timed)
    expect(ahead(0, 3, 1_000)).toBe(0)
    // Set while others serve, who go on.
    expect(ahead(0, hour, hour + 1_000)).toBe(-hour)
    expect(ahead(hour, 0, 1_000, false)).toBe(hour)
    // Set while nobody served, or before: forward it is an outage, backward nobody gets the hour.
    expect(ahead(0, 0, hour)).toBe(0)
    expect(ahead(0, 0, -hour)).toBe(hour)
    expect(ahead(0, 0, -hour, false)).toBe(0)
  })

  it("after a jump backwards it stays unhealthy and does not run backwards", () => {
    const world = new World()
    world.sample(0, 0)
    world.elapsed += 10_000
    const before = world.clock.now()
    world.databaseAhead = -5_000
    for (let round = 0; round < 10; round++) {
      world.sample(0, 0)
      expect(world.clock.now()).toBeGreaterThanOrEqual(before)
      expect(world.clock.healthy()).toBe(false)
    }
  })

  it("as a service it asks every two seconds and bridges a database that is away", async () => {
    const world = new World()
    let asked = 0
    const database = Layer.succeed(DatabaseTime, {
      read: Effect.sync(() => {
        asked += 1
        return world.database()
      })
    })
    const outages = Layer.succeed(Outages, makeMemoryStorage().outages)
    const program = Effect.gen(function* () {
      const clock = yield* DatabaseClock
      expect(asked).toBe(5)
      expect(clock.now()).toBe(epoch)
      world.elapsed += 2_000
      yield* TestClock.adjust("2 seconds")
      expect(asked).toBe(6)
      expect(clock.now()).toBe(epoch + 2_000)
      world.databaseAhead = 60_000
      world.elapsed += 2_500
      yield* TestClock.adjust("3 seconds")
      expect(clock.healthy()).toBe(false)
      clock.catchUp()
      expect(clock.healthy()).toBe(true)
      expect(clock.now()).toBe(world.database())
    })
    await Effect.runPromise(
      program.pipe(
        Effect.provide(layerFrom(() => world.elapsed).pipe(Layer.provide(Layer.merge(database, outages)))),
        Effect.provide(TestClock.layer())
      )
    )
  })
})
