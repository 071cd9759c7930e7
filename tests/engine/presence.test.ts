import { describe, expect, it } from "vitest"
import { Presence } from "../../engine/presence.ts"
import type { PresenceRow } from "../../protocol/live.ts"
import { type Instant, instant } from "../../protocol/time.ts"

const wall = { feed: "wall", id: 7 } as const
const place = { feed: wall, key: "1" }

/** One learner's seat, watched second by second as the engine does. */
class Seat {
  readonly told: Array<PresenceRow> = []
  readonly presence = new Presence((_ref, row) => {
    this.told.push(row)
  })
  #now = 1_800_000_000_000

  now(): Instant {
    return instant(this.#now)
  }

  beat(connection = "socket-1"): void {
    this.presence.beat(connection, place, undefined, this.now())
  }

  pass(seconds: number): void {
    for (let second = 0; second < seconds; second++) {
      this.#now += 1_000
      this.presence.age(this.now())
    }
  }

  get connections(): ReadonlyArray<string> {
    return this.told.map(({ connection }) => connection)
  }
}

describe("W1 a connection on the wall", () => {
  it("is good from the first beat and stays so while beats are less than 5 s apart", () => {
    const seat = new Seat()
    for (let beat = 0; beat < 20; beat++) {
      seat.beat()
      seat.pass(4)
    }
    expect(seat.connections).toEqual(["good"])
  })

  it("is poor from 5 s and missing from 15 s without a beat, each told once", () => {
    const seat = new Seat()
    seat.beat()
    seat.pass(4)
    expect(seat.connections).toEqual(["good"])
    seat.pass(1)
    expect(seat.connections).toEqual(["good", "poor"])
    seat.pass(9)
    expect(seat.connections).toEqual(["good", "poor"])
    seat.pass(1)
    expect(seat.connections).toEqual(["good", "poor", "missing"])
    seat.pass(100)
    expect(seat.connections).toEqual(["good", "poor", "missing"])
  })

  it.each([6, 20])("is good again after two beats, after %d s of silence", (silence) => {
    const seat = new Seat()
    seat.beat()
    seat.pass(silence)
    const before = seat.told.length
    seat.beat()
    expect(seat.told).toHaveLength(before)
    seat.pass(2)
    seat.beat()
    expect(seat.connections.slice(before)).toEqual(["good"])
    seat.pass(2)
    seat.beat()
    expect(seat.told).toHaveLength(before + 1)
  })

  it("is not good again after two beats that are 5 s apart themselves", () => {
    const seat = new Seat()
    seat.beat()
    for (let beat = 0; beat < 10; beat++) {
      seat.pass(7)
      seat.beat()
    }
    expect(seat.connections).toEqual(["good", "poor"])
  })

  it("tells when it changed", () => {
    const seat = new Seat()
    seat.beat()
    const lastBeat = seat.now()
    seat.pass(5)
    expect(seat.told.map(({ since }) => since)).toEqual([lastBeat, instant(lastBeat + 5_000)])
  })
})

describe("W4 who is not there", () => {
  it("has left when they said good-bye, and is missing when they were cut off; who never came has no row", () => {
    const polite = new Seat()
    polite.beat()
    polite.presence.gone("socket-1", true, polite.now())
    polite.pass(60)
    expect(polite.connections).toEqual(["good", "left"])

    const cut = new Seat()
    cut.beat()
    cut.presence.gone("socket-1", false, cut.now())
    cut.pass(60)
    expect(cut.connections).toEqual(["good", "poor", "missing"])

    expect(new Seat().presence.of(wall)).toEqual([])
  })

  it("has left only with the last of their connections", () => {
    const seat = new Seat()
    seat.beat("socket-1")
    seat.beat("socket-2")
    seat.presence.gone("socket-1", true, seat.now())
    expect(seat.connections).toEqual(["good"])
    seat.presence.gone("socket-2", true, seat.now())
    expect(seat.connections).toEqual(["good", "left"])
  })

  it("is good at once when they come back after leaving", () => {
    const seat = new Seat()
    seat.beat()
    seat.presence.gone("socket-1", true, seat.now())
    seat.pass(30)
    seat.beat("socket-2")
    expect(seat.connections).toEqual(["good", "left", "good"])
  })

  it("is not brought back by a connection that ended before: the late end of an old one tells nothing", () => {
    const seat = new Seat()
    seat.beat("socket-1")
    seat.beat("socket-2")
    seat.presence.gone("socket-1", false, seat.now())
    seat.beat("socket-2")
    expect(seat.presence.of(wall)).toMatchObject([{ key: "1", connection: "good" }])
    expect(seat.connections).toEqual(["good"])
  })

  it("who said good-bye on the only live connection has left, though an older one was never heard to end", () => {
    const seat = new Seat()
    seat.beat("socket-1")
    seat.pass(20)
    seat.beat("socket-2")
    seat.pass(1)
    seat.beat("socket-2")
    seat.presence.gone("socket-1", false, seat.now())
    seat.presence.gone("socket-2", true, seat.now())
    expect(seat.connections.at(-1)).toBe("left")
  })
})
