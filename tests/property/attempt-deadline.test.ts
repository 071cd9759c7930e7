import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { compensated, deadline, effectiveClose, movedWindow, timeAdded } from "../../actors/attempt/deadline.ts"
import { type Ledger, openLedger, type Window } from "../../actors/attempt/ledger.ts"
import { Decimal } from "../../protocol/assessment.ts"
import { type Instant, instant, millis, minutes, seconds } from "../../protocol/time.ts"

const start = instant(1_800_000_000_000)
const at = (minute: number): Instant => instant(start + minute * 60_000)
const after = (found: Instant | null): number | null => (found === null ? null : (found - start) / 60_000)

const ledger = (more: Partial<Ledger> = {}): Ledger => ({ ...openLedger(start, minutes(45), null), ...more })
const window = (closesAt: Instant | null, cuts = true): Window => ({ opensAt: start, closesAt, cuts })
const pause = (from: number, until: number | null, source = "room") => ({
  source,
  from: at(from),
  until: until === null ? null : at(until)
})
const outage = (from: number, until: number, outageId = 1) => ({ outageId, from: at(from), until: at(until) })

describe("T1 the deadline", () => {
  it("T1 is start + limit", () => expect(after(deadline(ledger()))).toBe(45))
  it("T1 with extra time", () => expect(after(deadline(ledger({ extra: minutes(5) })))).toBe(50))
  it("T1 is cut by a close that cuts, and not by one that doesn't", () => {
    expect(after(deadline(ledger({ window: window(at(30)) })))).toBe(30)
    expect(after(deadline(ledger({ window: window(at(30), false) })))).toBe(45)
    expect(after(deadline(ledger({ window: window(at(60)) })))).toBe(45)
  })
  it("T1 there is none with neither limit nor close", () => {
    expect(deadline(ledger({ limit: null }))).toBeNull()
    expect(deadline(ledger({ limit: null, window: window(null) }))).toBeNull()
    expect(deadline(ledger({ limit: null, window: window(at(30), false) }))).toBeNull()
    expect(after(deadline(ledger({ limit: null, window: window(at(30)) })))).toBe(30)
  })
  it("T1 there is none while paused", () => {
    expect(deadline(ledger({ pauses: [pause(1, 2), pause(10, null)] }))).toBeNull()
  })
  it("T1 overlapping pauses count once, separate ones add up", () => {
    expect(after(deadline(ledger({ pauses: [pause(10, 20), pause(15, 25, "person")] })))).toBe(60)
    expect(after(deadline(ledger({ pauses: [pause(10, 20), pause(12, 14, "person")] })))).toBe(55)
    expect(after(deadline(ledger({ pauses: [pause(10, 12), pause(30, 33)] })))).toBe(50)
    expect(after(deadline(ledger({ pauses: [pause(10, 12), pause(12, 14, "person")] })))).toBe(49)
  })
  it("T1 a pause before the start gives nothing, one across it what lies after", () => {
    expect(after(deadline(ledger({ pauses: [pause(-20, -10)] })))).toBe(45)
    expect(after(deadline(ledger({ pauses: [pause(-20, 5)] })))).toBe(50)
  })
  it("T1 pauses, extensions and outages come on top of the close too", () => {
    const full = ledger({
      window: window(at(30)),
      pauses: [pause(5, 10)],
      extensions: [{ id: "a", length: minutes(7) }],
      compensations: [outage(20, 21)]
    })
    expect(after(deadline(full))).toBe(30 + 5 + 7 + 1)
  })
})

describe("T4 a factor", () => {
  const factor = Decimal.make("1.25")
  it("T4 ×1.25 of 45 min is 56 min 15 s", () => expect(after(deadline(ledger({ factor })))).toBe(56.25))
  it("T4 lengthens the limit and not the extra time", () =>
    expect(after(deadline(ledger({ factor: Decimal.make("2"), extra: minutes(5) })))).toBe(95))
  it("T4 moves the close so that the whole time fits", () => {
    expect(after(effectiveClose(ledger({ factor, window: window(at(45)) })))).toBe(56.25)
    expect(after(deadline(ledger({ factor, window: window(at(45)) })))).toBe(56.25)
  })
  it("T4 with no limit it stretches the window", () =>
    expect(after(deadline(ledger({ limit: null, factor, window: window(at(40)) })))).toBe(50))
  it("T4 nothing is floored: a third of a millisecond goes to the learner", () => {
    const odd = ledger({ limit: millis(1_000), factor: Decimal.make("1.3333") })
    expect(deadline(odd)).toBe(start + 1_334)
  })
})

describe("T8 a pause", () => {
  it("T8 moves the deadline by exactly its length", () => {
    fc.assert(
      fc.property(fc.nat(2_000_000), fc.integer({ min: 1, max: 5_000_000 }), (from, length) => {
        const paused = ledger({
          pauses: [{ source: "room", from: instant(start + from), until: instant(start + from + length) }]
        })
        expect(deadline(paused)).toBe(start + minutes(45) + length)
      }),
      { numRuns: 1000 }
    )
  })
})

describe("T13 an outage", () => {
  it("T13 is added once", () => {
    const after1 = ledger({ compensations: [outage(10, 12)] })
    expect(after(deadline(after1))).toBe(47)
    expect(compensated(after1)).toBe(minutes(2))
  })
  it("T13 two outages are both added", () =>
    expect(after(deadline(ledger({ compensations: [outage(10, 12), outage(20, 21, 2)] })))).toBe(48))
  it("T13 within a pause gives nothing on top of it", () => {
    const within = ledger({ pauses: [pause(5, 20)], compensations: [outage(10, 12)] })
    expect(after(deadline(within))).toBe(60)
    expect(compensated(within)).toBe(0)
    expect(compensated(ledger({ pauses: [pause(5, 11)], compensations: [outage(10, 12)] }))).toBe(minutes(1))
  })
})

describe("T3 a moved window", () => {
  const floor = at(11)
  const running = ledger({ window: window(at(40)) })
  const moved = (closesAt: Instant | null) =>
    after(deadline({ ...running, window: movedWindow(running, window(closesAt), floor) }))

  it("T3 moves the deadline both ways at once", () => {
    expect(moved(at(30))).toBe(30)
    expect(moved(at(43))).toBe(43)
    expect(moved(at(90))).toBe(45)
    expect(moved(null)).toBe(45)
  })
  it("T3 never to earlier than a minute from now", () => {
    expect(moved(at(5))).toBe(11)
    expect(moved(at(10))).toBe(11)
    expect(moved(at(11))).toBe(11)
  })
  it("T3 and never later than it was on that account", () => {
    const ending = ledger({ window: window(at(10.5)) })
    expect(after(deadline({ ...ending, window: movedWindow(ending, window(at(10)), floor) }))).toBe(10.5)
  })
  it("T3 holds for any ledger", () => {
    const span = fc.tuple(fc.nat(60), fc.nat(20)).map(([from, length]) => [from, from + length] as const)
    const any = fc.record({
      limit: fc.option(fc.integer({ min: 1, max: 90 }).map(minutes)),
      factor: fc.constantFrom("1", "1.25", "1.5", "2", "1.3333").map((text) => Decimal.make(text)),
      closes: fc.integer({ min: 1, max: 120 }),
      to: fc.option(fc.integer({ min: -10, max: 200 })),
      pauses: fc.array(span, { maxLength: 3 }),
      now: fc.integer({ min: 0, max: 100 })
    })
    fc.assert(
      fc.property(any, ({ limit, factor, closes, to, pauses, now }) => {
        const before = ledger({ limit, factor, window: window(at(closes)), pauses: pauses.map(([a, b]) => pause(a, b)) })
        const least = instant(at(now) + seconds(60))
        const asked = window(to === null ? null : at(to))
        const [was, wanted] = [deadline(before), deadline({ ...before, window: asked })]
        const is = deadline({ ...before, window: movedWindow(before, asked, least) })
        if (was === null) throw new Error("a close that cuts gives a deadline")
        if (wanted === null) {
          expect(is).toBeNull()
          return
        }
        // A stretched window can't hit every millisecond.
        const kept = Math.max(wanted, Math.min(was, least))
        expect(is).toBeGreaterThanOrEqual(kept)
        expect((is ?? 0) - kept).toBeLessThanOrEqual(2)
      }),
      { numRuns: 1000 }
    )
  })
})

describe("any ledger", () => {
  it("T1 what is added is what a clock would have counted, once", () => {
    const minute = fc.nat(40)
    const spans = fc.array(fc.tuple(minute, fc.integer({ min: 1, max: 15 })), { maxLength: 5 })
    fc.assert(
      fc.property(spans, spans, (pauses, outages) => {
        const full = ledger({
          pauses: pauses.map(([from, length]) => pause(from, from + length)),
          compensations: outages.map(([from, length], id) => outage(from, from + length, id))
        })
        const lost = Array.from({ length: 60 }, (_, m) =>
          [...pauses, ...outages].some(([from, length]) => m >= from && m < from + length)
        )
        expect(timeAdded(full) / 60_000).toBe(lost.filter(Boolean).length)
      }),
      { numRuns: 1000 }
    )
  })
})
