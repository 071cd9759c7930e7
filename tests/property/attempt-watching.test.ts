import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { wallLines } from "../../client/wall.ts"
import type { Tagged } from "../../actors/actor.ts"
import type { WallRow } from "../../protocol/attempt.ts"
import type { CheckView, WatchView } from "../../protocol/proctoring.ts"
import { instant } from "../../protocol/time.ts"
import { begin, inRoom, pause, refused, resume, rules, type Sat, sitting, submit, timed } from "./attempt-world.ts"
import { internal, minute, person, sittingId } from "./exam-room.ts"

const hour = 60 * minute
const fine = { browser: "Firefox 140", roundTripMs: 500, clockOffsetMs: -2_000, fullScreen: true, displays: 1, online: true }
const check = (more: object = {}): Tagged => internal({ _tag: "ReportCheck", ...fine, ...more })
const signal = (kind: string, at: number): object => ({ kind, at })
const colleague = person(22, "proctor", { sittings: [sittingId] })

const onTheWall = (sat: Sat): WallRow => sat.harness.feeds.at(-1)?.row as unknown as WallRow
const watchOf = (sat: Sat): WatchView => sat.view("proctors").watch as WatchView

/** The gap as the wall shows it at this moment. */
const gapOf = (sat: Sat): number | undefined => {
  const rows = new Map([["1", onTheWall(sat)]])
  return wallLines({ rows, presence: new Map() }, { now: instant(sat.harness.now) })[0]?.gapMs
}

/** The learner's client: observes and reports, by a clock of its own. */
class Client {
  readonly sat: Sat
  #offset: number
  constructor(sat: Sat, offset = 0) {
    this.sat = sat
    this.#offset = offset
  }
  /** Its clock is set. */
  step(ms: number): void {
    this.#offset += ms
  }
  /** Observes for a while without a break, and says so; `away`: does not observe for so long before that. */
  observe(ms: number, { away = 0, signals = [] as ReadonlyArray<object> } = {}): ReturnType<Sat["send"]> {
    this.sat.harness.advance(away + ms)
    return this.report(ms, signals)
  }
  /** Says that it observed so long until now; `ago`: until then. */
  report(ms: number, signals: ReadonlyArray<object> = [], ago = 0): ReturnType<Sat["send"]> {
    const to = this.sat.harness.now + this.#offset - ago
    return this.sat.send(internal({ _tag: "ReportSignals", from: to - ms, to, signals }))
  }
}

describe("the check before the exam", () => {
  it.each<[object, CheckView["concerns"]]>([
    [{}, []],
    [{ roundTripMs: 501 }, ["slow_connection"]],
    [{ clockOffsetMs: 2_001 }, ["clock_off"]],
    [{ clockOffsetMs: -2_001 }, ["clock_off"]],
    [{ fullScreen: false }, ["no_full_screen"]],
    [{ displays: 2 }, ["several_displays"]],
    [{ online: false }, ["offline"]],
    [{ roundTripMs: 900, displays: 3, online: false }, ["slow_connection", "several_displays", "offline"]]
  ])("of %j names the concerns %j", (more, concerns) => {
    const sat = inRoom()
    sat.send(check(more))
    const result = concerns.length === 0 ? "good" : "poor"
    for (const audience of ["taker", "proctors", "graders"]) {
      expect(sat.view(audience).check).toEqual({ ...fine, ...more, at: sat.harness.now, result, concerns })
    }
    expect(onTheWall(sat).check).toBe(result)
  })

  it("that comes out badly stops nobody", () => {
    const sat = inRoom(rules({ check: true }))
    sat.room("open", 1)
    expect(sat.view()).toMatchObject({ needs: { check: true } })
    expect(sat.send(begin)).toMatchObject(refused("check_missing"))
    sat.send(check({ online: false, displays: 9 }))
    expect(sat.view()).toMatchObject({ needs: { check: false } })
    expect(sat.send(begin)._tag).toBe("Done")
  })
})

describe("signals", () => {
  it("are counted by kind, the newest fifty kept, and shown to nobody who sits", () => {
    const sat = sitting()
    const client = new Client(sat)
    for (let n = 0; n < 30; n++) {
      const at = sat.harness.now + 10_000
      client.observe(10_000, { signals: [signal("focus_lost", at), signal("focus_back", at + n)] })
    }
    const { counts, latest, observedTo, gapMs } = watchOf(sat)
    expect(counts).toEqual({ focus_lost: 30, focus_back: 30 })
    expect(latest).toHaveLength(50)
    expect(latest.at(-1)).toMatchObject({ kind: "focus_back" })
    expect(observedTo).toBe(sat.harness.now)
    expect(gapMs).toBe(0)
    expect(onTheWall(sat)).toMatchObject({ signals: counts, lastSignal: { kind: "focus_back", at: sat.harness.now } })
    expect(sat.view()).not.toHaveProperty("watch")
    expect(sat.view().state).toBe("in_progress")
  })

  it("are taken while it is sat, and neither before nor after", () => {
    const sat = inRoom()
    const client = new Client(sat)
    expect(client.observe(5_000)).toMatchObject(refused("not_started"))
    sat.room("open", 1)
    sat.send(begin)
    expect(client.observe(5_000)._tag).toBe("Done")
    sat.staff(pause)
    expect(client.observe(5_000)._tag).toBe("Done")
    sat.staff(resume)
    sat.send(submit)
    expect(client.observe(5_000)).toMatchObject(refused("attempt_over"))
  })

  it("S9 come from the device that holds the attempt", () => {
    const sat = sitting()
    sat.harness.advance(10_000)
    const report = internal({ _tag: "ReportSignals", from: sat.harness.now - 10_000, to: sat.harness.now, signals: [] })
    expect(sat.send(report, 0, { sender: "u7:device:2" })).toMatchObject(refused("superseded"))
  })

  it("that say nothing, a bunch of them within a second, leave one row", () => {
    const sat = sitting()
    const client = new Client(sat)
    client.observe(10_000)
    const rows = sat.tags().length
    for (let n = 0; n < 5; n++) expect(client.report(100)._tag).toBe("Done")
    expect(sat.tags()).toHaveLength(rows)
    client.report(100, [signal("paste", sat.harness.now)])
    expect(sat.tags()).toHaveLength(rows + 1)
    expect(watchOf(sat)).toMatchObject({ counts: { paste: 1 }, gapMs: 0 })
  })
})

describe("gaps in what was observed", () => {
  it("are what is missing between two reports, beyond two seconds", () => {
    const client = new Client(sitting())
    client.observe(10_000, { away: 2_000 })
    expect(watchOf(client.sat).gapMs).toBe(0)
    client.observe(10_000, { away: 2_001 })
    expect(watchOf(client.sat).gapMs).toBe(2_001)
    client.observe(10_000, { away: 10 * minute })
    expect(watchOf(client.sat).gapMs).toBe(2_001 + 10 * minute)
    expect(onTheWall(client.sat).gapMs).toBe(2_001 + 10 * minute)
  })

  it("W1 are given back when the reports had only been held up on their way", () => {
    const sat = sitting()
    const client = new Client(sat)
    client.observe(10_000)
    sat.harness.advance(10 * minute)
    const held = Array.from({ length: 60 }, (_, index) => 10_000 * (59 - index))
    client.report(10_000, [], held[0])
    expect(watchOf(sat).gapMs).toBe(10 * minute - 10_000)
    for (const ago of held.slice(1)) client.report(10_000, [], ago)
    expect(watchOf(sat).gapMs).toBe(0)
    client.observe(10_000, { away: minute })
    expect(watchOf(sat).gapMs).toBe(minute)
  })

  it("T1 T8 are none while time stands still", () => {
    const sat = sitting()
    const client = new Client(sat)
    client.observe(10_000)
    sat.staff(pause)
    sat.harness.advance(20 * minute)
    sat.staff(resume)
    client.observe(10_000)
    expect(watchOf(sat).gapMs).toBe(0)
    sat.staff(pause)
    sat.harness.advance(20 * minute)
    sat.staff(resume)
    client.observe(10_000, { away: 5_000 })
    expect(watchOf(sat).gapMs).toBe(5_000)
  })

  it("T6 include the time from the last report to the end, for who was never seen again", () => {
    const silent = sitting()
    silent.harness.advance(31 * minute)
    expect(watchOf(silent).gapMs).toBe(30 * minute)
    expect(onTheWall(silent).gapMs).toBe(30 * minute)

    const left = sitting()
    const client = new Client(left)
    for (let n = 0; n < 60; n++) client.observe(10_000)
    left.harness.advance(31 * minute)
    expect(watchOf(left).gapMs).toBe(20 * minute)

    const diligent = sitting()
    const other = new Client(diligent)
    for (let n = 0; n < 60; n++) other.observe(10_000)
    diligent.send(submit, minute)
    expect(watchOf(diligent).gapMs).toBe(0)
  })

  it("W1 of who never reported grow on the wall while it is sat, without any row of the journal, and stand with the time", () => {
    const silent = sitting()
    const { harness } = silent
    const gap = () => gapOf(silent)
    const from = harness.now
    const shown = harness.feeds.length
    harness.advance(2 * minute)
    expect(gap()).toBe(0)
    harness.advance(1)
    expect(gap()).toBe(2 * minute + 1)
    harness.advance(3 * minute - 1)
    expect(gap()).toBe(5 * minute)
    expect(harness.feeds).toHaveLength(shown)
    silent.staff(pause)
    harness.advance(4 * minute)
    expect(gap()).toBe(5 * minute)
    silent.staff(resume)
    expect(gap()).toBe(5 * minute)
    harness.advance(minute)
    expect(gap()).toBe(6 * minute)
    expect(harness.now - from).toBe(10 * minute)
    new Client(silent).observe(10_000)
    expect(gap()).toBe(6 * minute)
  })

  it("W1 of who reported and then fell silent grow on the wall from the last report on, though it said that nothing happened", () => {
    const sat = sitting()
    const client = new Client(sat)
    expect(onTheWall(sat).unseenSince).toBe(onTheWall(sat).startedAt)
    for (let n = 0; n < 4; n++) client.observe(30_000)
    expect(onTheWall(sat)).toMatchObject({ unseenSince: sat.harness.now, gapMs: 0 })
    expect(sat.view("proctors")).toMatchObject({ unseenSince: sat.harness.now })
    const silentFrom = sat.harness.now
    const shown = sat.harness.feeds.length
    expect(gapOf(sat)).toBe(0)
    sat.harness.advance(2 * minute)
    expect(gapOf(sat)).toBe(0)
    sat.harness.advance(minute)
    expect(gapOf(sat)).toBe(3 * minute)
    expect(sat.harness.feeds).toHaveLength(shown)
    expect(sat.harness.now - silentFrom).toBe(3 * minute)
    // What it did observe meanwhile arrives at last, and nothing is left of the gap.
    client.observe(0)
    client.report(90_000)
    client.report(90_000)
    expect(gapOf(sat)).toBe(0)
  })

  it("W1 of who is silent stand with a pause that began before the last report", () => {
    const sat = sitting()
    sat.staff(pause)
    new Client(sat).observe(minute)
    sat.harness.advance(10 * minute)
    expect(gapOf(sat)).toBe(0)
    sat.staff(resume)
    expect(onTheWall(sat).unseenSince).toBe(sat.harness.now)
    expect(sat.view("proctors")).toMatchObject({ unseenSince: sat.harness.now })
    sat.send(submit, minute)
    expect(onTheWall(sat)).not.toHaveProperty("unseenSince")
    expect(sat.view("proctors")).not.toHaveProperty("unseenSince")
  })

  it("are none of who sits where nobody watches", () => {
    const sat = timed()
    sat.harness.advance(31 * minute)
    expect(sat.view("graders")).toMatchObject({ watch: { gapMs: 0 } })
  })

  it("T12 a clock that is set by an hour either way makes none and hides none, wherever it happens", () => {
    const move = fc.record({
      length: fc.integer({ min: 3_000, max: 30_000 }),
      away: fc.oneof(
        { weight: 3, arbitrary: fc.constant(0) },
        { weight: 1, arbitrary: fc.integer({ min: 2_001, max: 3 * minute }) }
      ),
      delay: fc.nat(900),
      step: fc.constantFrom(0, 0, hour, -hour, 3 * hour),
      within: fc.boolean()
    })
    fc.assert(
      fc.property(fc.array(move, { maxLength: 12 }), fc.integer({ min: -hour, max: hour }), fc.nat(), (moves, offset, split) => {
        const sat = sitting()
        const client = new Client(sat, offset)
        let missed = 0
        let least = 0
        for (const { length, away, delay, step, within } of moves) {
          if (sat.harness.now + away + length + delay > (sat.state.deadline ?? 0)) break
          // Set between two reports, it is not in either's length; within one, the report is an hour too long or none at all.
          const inside = within && step > 0
          if (!inside) client.step(step)
          sat.harness.advance(away + length + delay)
          const outcome = client.report(inside ? length + step : length, [], delay)
          expect(outcome._tag).toBe("Done")
          missed += away
          least += inside ? Math.max(0, away + length - 2 * minute) : away
          if (inside) client.step(step)
        }
        const { gapMs } = watchOf(sat)
        // Delays differ by less than a second; each report may be late by as much.
        expect(gapMs).toBeLessThanOrEqual(missed + 900 * moves.length)
        expect(gapMs).toBeGreaterThanOrEqual(least - 900 * moves.length)
        if (missed === 0) expect(gapMs).toBe(0)
        sat.harness.checkHistory(split)
      }),
      { numRuns: 1000 }
    )
  })
})

describe("flags", () => {
  it("are raised with a note, withdrawn with a reason, and never gone", () => {
    const sat = sitting()
    expect(sat.staff(internal({ _tag: "Flag", note: "Looks to the left a lot." }))).toMatchObject({ reply: { flag: 1 } })
    sat.staff(internal({ _tag: "Flag", note: "Somebody came in." }), 500)
    expect(onTheWall(sat).flags).toBe(2)
    const raised = sat.harness.now
    const unflag = internal({ _tag: "Unflag", flag: 2, reason: "It was the caretaker." })
    sat.staff(unflag, minute, colleague)
    sat.staff(unflag, minute, colleague)
    expect(onTheWall(sat).flags).toBe(1)
    expect(sat.view("proctors").flags).toEqual({
      1: { by: 20, at: raised - 500, note: "Looks to the left a lot." },
      2: { by: 20, at: raised, note: "Somebody came in.", withdrawnAt: raised + minute }
    })
    expect(sat.view("proctors").acts).toMatchObject({ 3: { what: "Unflag", by: 22, reason: "It was the caretaker." } })
    expect(sat.view("proctors").acts).not.toHaveProperty("4")
    expect(sat.staff(internal({ _tag: "Unflag", flag: 3, reason: "?" }))).toMatchObject(refused("flag_unknown"))
    expect(sat.view()).not.toHaveProperty("flags")
  })
})
