import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { compensated, deadline, effectiveClose, leftAt, timeAdded } from "../../actors/attempt/deadline.ts"
import { type Ledger, type LedgerTerms, openLedger, type PauseSource, type Window } from "../../actors/attempt/ledger.ts"
import { retermed, shortened } from "../../actors/attempt/notice.ts"
import { Decimal } from "../../protocol/assessment.ts"
import { type Instant, instant, millis, minutes, seconds } from "../../protocol/time.ts"

const start = instant(1_800_000_000_000)
const at = (minute: number): Instant => instant(start + minute * 60_000)
const after = (found: Instant | null): number | null => (found === null ? null : (found - start) / 60_000)

const plain: LedgerTerms = { limit: minutes(45), factor: Decimal.make("1"), extra: millis(0), window: null }
const ledger = (more: Partial<Ledger> = {}): Ledger => ({ ...openLedger(start, plain), ...more })
const termsOf = ({ limit, factor, extra, window }: Ledger): LedgerTerms => ({ limit, factor, extra, window })
const window = (closesAt: Instant | null, cuts = true): Window => ({ opensAt: start, closesAt, cuts })
const pause = (from: number, until: number | null, source: PauseSource = "room") => ({
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
          pauses: [{ source: "room" as const, from: instant(start + from), until: instant(start + from + length) }]
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

describe("T11 a lock", () => {
  const locked = { ...pause(10, 20, "lock"), withheld: true as const }
  it("T11 returns the locked time, unless it was withheld", () => {
    expect(after(deadline(ledger({ pauses: [pause(10, 20, "lock")] })))).toBe(55)
    expect(after(deadline(ledger({ pauses: [locked] })))).toBe(45)
  })
  it("T11 what another pause gives back is given back, though the lock over it was withheld", () =>
    expect(after(deadline(ledger({ pauses: [locked, pause(15, 18, "person")] })))).toBe(48))
  it("T11 T3 withheld time leaves a minute, or what was left without that", () => {
    const over = (limit: number, now: number) => {
      const short = ledger({ limit: minutes(limit), pauses: [{ ...locked, until: at(now) }] })
      const whole = deadline({ ...short, pauses: [pause(10, now, "lock")] })
      return after(deadline(shortened(short, whole, at(now))))
    }
    expect(over(45, 20)).toBe(45)
    expect(over(15, 20)).toBe(21)
    expect(over(10.5, 20)).toBe(20.5)
  })
})

describe("T8 the time that is left", () => {
  it("T8 is what it was when the first pause began, for as long as it lasts", () => {
    const held = ledger({ pauses: [pause(10, null), pause(12, null, "person"), pause(13, 14, "lock")] })
    expect(leftAt(held, at(14))).toBe(minutes(35))
    expect(leftAt(held, at(300))).toBe(minutes(35))
    expect(leftAt(ledger(), at(40))).toBe(minutes(5))
    expect(leftAt(ledger(), at(50))).toBe(0)
    expect(leftAt(ledger({ limit: null, pauses: [pause(10, null)] }), at(20))).toBeNull()
  })
})

describe("T3 changed terms", () => {
  const now = at(10)
  const running = ledger({ window: window(at(40)) })
  const changed = (from: Ledger, terms: Partial<LedgerTerms>, when = now) => retermed(from, { ...termsOf(from), ...terms }, when)
  const moved = (closesAt: Instant | null) => after(deadline(changed(running, { window: window(closesAt) })))

  it("T3 move the deadline both ways at once", () => {
    expect(moved(at(30))).toBe(30)
    expect(moved(at(43))).toBe(43)
    expect(moved(at(90))).toBe(45)
    expect(moved(null)).toBe(45)
    expect(after(deadline(changed(ledger(), { limit: minutes(20) })))).toBe(20)
    expect(after(deadline(changed(ledger(), { limit: minutes(60) })))).toBe(60)
    expect(after(deadline(changed(ledger(), { factor: Decimal.make("1.25") })))).toBe(56.25)
    expect(after(deadline(changed(ledger({ factor: Decimal.make("2") }), { factor: Decimal.make("1") })))).toBe(45)
    expect(after(deadline(changed(ledger(), { extra: minutes(5) })))).toBe(50)
    expect(deadline(changed(ledger(), { limit: null }))).toBeNull()
    expect(after(deadline(changed(ledger({ limit: null }), { limit: minutes(45) })))).toBe(45)
  })
  it("T3 never to earlier than a minute from now, to the millisecond", () => {
    expect(moved(at(5))).toBe(11)
    expect(moved(at(10))).toBe(11)
    expect(moved(at(11))).toBe(11)
    expect(deadline(changed(running, { window: window(instant(at(11) + 1)) }))).toBe(at(11) + 1)
    expect(after(deadline(changed(ledger({ limit: null }), { limit: minutes(1) })))).toBe(11)
  })
  it("T3 and never later than it was on that account", () => {
    const ending = ledger({ window: window(at(10.5)) })
    expect(after(deadline(changed(ending, { window: window(at(10)) })))).toBe(10.5)
  })
  it("T3 the minute is worked out anew: repeats don't pile up, and a later close takes it back", () => {
    const cut = changed(running, { window: window(at(5)) })
    const again = changed(cut, { window: window(at(6)) }, at(10.5))
    expect(after(deadline(again))).toBe(11)
    expect(again.extensions).toEqual([{ id: "notice", length: minutes(5) }])
    expect(changed(again, { window: window(at(40)) }, at(10.5))).toEqual(running)
  })
  it("T3 what a proctor granted is on top, whatever happens to the window", () => {
    const granted = changed(running, { window: window(at(5)) })
    const longer = { ...granted, extensions: [...granted.extensions, { id: "x1", length: minutes(10) }] }
    expect(after(deadline(longer))).toBe(21)
    expect(after(deadline(changed(longer, { window: window(at(4)) }, at(10.5))))).toBe(21)
  })
  it("T3 T8 while it is paused, the minute counts from the time that is left", () => {
    const held = { ...running, pauses: [pause(8, null, "person")] }
    const cut = changed(held, { window: window(at(5)) }, at(20))
    expect(deadline(cut)).toBeNull()
    expect(leftAt(cut, at(20))).toBe(minutes(1))
    expect(leftAt(cut, at(90))).toBe(minutes(1))
  })
  it("T3 holds for any ledger", () => {
    const span = fc.tuple(fc.nat(60), fc.nat(20)).map(([from, length]) => [from, from + length] as const)
    const terms = fc.record({
      limit: fc.option(fc.integer({ min: 1, max: 90 }).map(minutes)),
      factor: fc.constantFrom("1", "1.25", "1.5", "2", "1.3333").map((text) => Decimal.make(text)),
      extra: fc.nat(10).map(minutes),
      window: fc.option(
        fc
          .record({ closes: fc.option(fc.integer({ min: -10, max: 200 })), cuts: fc.boolean() })
          .map(({ closes, cuts }) => window(closes === null ? null : at(closes), cuts))
      )
    })
    const any = fc.record({
      before: terms,
      changes: fc.array(fc.tuple(terms, fc.integer({ min: 0, max: 30 })), { minLength: 1, maxLength: 4 }),
      pauses: fc.array(span, { maxLength: 3 }),
      grants: fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 2 })
    })
    fc.assert(
      fc.property(any, ({ before, changes, pauses, grants }) => {
        const extensions = grants.map((length, n) => ({ id: `x${n + 1}`, length: minutes(length) }))
        let current: Ledger = { ...openLedger(start, before), pauses: pauses.map(([a, b]) => pause(a, b)), extensions }
        let now = start
        for (const [wanted, later] of changes) {
          now = instant(now + minutes(later))
          const was = deadline(current)
          const asked = deadline({ ...current, ...wanted, extensions })
          const is = retermed(current, wanted, now)
          const ends = deadline(is)
          if (asked === null) expect(ends).toBeNull()
          else {
            expect(ends).toBeGreaterThanOrEqual(asked)
            expect(ends).toBeGreaterThanOrEqual(Math.min(was ?? Number.POSITIVE_INFINITY, now + seconds(60)))
            // No longer than asked for, but for the minute, and that on top of what was granted.
            const granted = grants.reduce((sum, length) => sum + minutes(length), 0) + timeAdded({ ...current, extensions: [] })
            expect(ends).toBeLessThanOrEqual(Math.max(asked, was ?? 0, now + seconds(60) + granted))
          }
          expect(is.extensions.filter(({ id }) => id !== "notice")).toEqual(extensions)
          expect(retermed(is, wanted, now)).toBe(is)
          current = is
        }
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
