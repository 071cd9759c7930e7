import { Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import { assert, constantFrom, double, integer, property, array, record } from "fast-check"
import { describe, expect, it } from "vitest"
import { DatabaseClock, layerFrom } from "../../engine/clock.ts"
import { DatabaseTime } from "../../engine/database-time.ts"
import { SlewedClock } from "../../engine/slewed-clock.ts"

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

  it("catches up at once with time that has passed (a machine that slept), after three samples agree", () => {
    const world = new World()
    world.sample(0, 0)
    world.databaseAhead = 3_600_000
    world.sample(0, 0)
    world.sample(0, 0)
    expect(world.clock.healthy()).toBe(false)
    world.sample(0, 0)
    expect(world.clock.healthy()).toBe(true)
    expect(world.error()).toBe(0)
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
      yield* TestClock.adjust("2 seconds")
      expect(clock.healthy()).toBe(false)
      yield* TestClock.adjust("500 millis")
      expect(clock.healthy()).toBe(true)
      expect(clock.now()).toBe(world.database())
    })
    await Effect.runPromise(
      program.pipe(
        Effect.provide(layerFrom(() => world.elapsed).pipe(Layer.provide(database))),
        Effect.provide(TestClock.layer())
      )
    )
  })
})
