/** Streaks: civil days in the learner's own zone, also where the clocks change. */
import fc from "fast-check"
import { expect, test } from "vitest"
import { dayAfter, dayIn, knownZone, startOfDay } from "../../actors/learner/civil-day.ts"
import { LoneLearner } from "./lone-learner.ts"
import { start } from "./learner-world.ts"

const zones = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "America/Santiago",
  "Africa/Cairo",
  "Australia/Lord_Howe",
  "Pacific/Kiritimati",
  "Etc/GMT+12",
  "Asia/Kathmandu"
]

/** A completed module is study: one command that counts for its day. */
const studyAt = (learner: LoneLearner, now: number): void => {
  learner.at(now, { _tag: "Study", courseId: 1, moduleId: 101 })
  learner.at(now + 1, { _tag: "Study", courseId: 1, moduleId: 101 })
}

const studying = (zone: string): LoneLearner => {
  const learner = new LoneLearner(zone)
  learner.enrol(1)
  return learner
}

/** The civil day by another road than the one under test: a number, as the zone's wall clock shows it. */
const dayNumber = (zone: string, at: number): number => {
  const shown = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short" }).format(at)
  return Math.round(Date.parse(`${shown}T12:00:00Z`) / 86_400_000 - 0.5)
}

test("D1 days in a row are counted as the learner's wall clock shows them, each once, over changes of the clocks", () => {
  // Two years from March 2026 hold every change of the clocks these zones have.
  const gaps = fc.array(fc.oneof(fc.integer({ min: 2, max: 3_600_000 }), fc.integer({ min: 3_600_000, max: 40 * 3_600_000 })), {
    minLength: 1,
    maxLength: 20,
    size: "max"
  })
  fc.assert(
    fc.property(fc.constantFrom(...zones), fc.integer({ min: 0, max: 730 * 24 }), gaps, (zone, hours, all) => {
      const learner = studying(zone)
      let now = start + hours * 3_600_000
      let current = 0
      let longest = 0
      let last = Number.NEGATIVE_INFINITY
      for (const gap of all) {
        now += gap
        studyAt(learner, now)
        const day = dayNumber(zone, now + 1)
        if (day !== last) current = day === last + 1 ? current + 1 : 1
        last = day
        longest = Math.max(longest, current)
        expect(learner.state.streak).toMatchObject({ current, longest, day: dayIn(zone, now + 1) })
        now += 1
      }
      const counted = learner.events.filter((event) => event._tag === "DayStudied").map((event) => event.day)
      expect(new Set(counted).size, "each day once").toBe(counted.length)
    }),
    { numRuns: 1000 }
  )
})

test("D2 a streak stands until the next day has ended without study, to the millisecond", () => {
  const learner = studying("America/New_York")
  // The clocks of New York go forward in the night to 8 March 2026: that day has 23 hours.
  studyAt(learner, Date.parse("2026-03-07T23:00:00-05:00"))
  const lapse = Date.parse("2026-03-09T00:00:00-04:00")
  learner.advance(lapse - 1)
  expect(learner.state.streak.current).toBe(1)
  learner.advance(lapse)
  expect(learner.state.streak).toMatchObject({ current: 0, longest: 1, day: "2026-03-07" })
  studyAt(learner, lapse + 1_000)
  expect(learner.state.streak).toMatchObject({ current: 1, longest: 1, day: "2026-03-09" })
})

test("D1 half past eleven at night and half past midnight are two days, though one hour apart", () => {
  const learner = studying("Europe/Berlin")
  studyAt(learner, Date.parse("2026-03-28T23:30:00+01:00"))
  studyAt(learner, Date.parse("2026-03-29T00:30:00+01:00"))
  expect(learner.state.streak.current).toBe(2)
})

test("D3 moving to another zone moves the end of the day, and no day counts twice", () => {
  const learner = studying("Asia/Tokyo")
  const evening = Date.parse("2026-03-10T20:00:00+09:00")
  studyAt(learner, evening)
  const elsewhere = Date.parse("2026-03-10T23:00:00-10:00")
  learner.at(elsewhere - 10 * 3_600_000, {
    _tag: "Enrolled",
    courseId: 2,
    versionId: 20,
    title: "Course 2",
    modules: [],
    timeZone: "Pacific/Honolulu",
    at: elsewhere,
    sourceSeq: 1
  })
  expect(learner.state.streak.timeZone).toBe("Pacific/Honolulu")
  studyAt(learner, elsewhere)
  expect(learner.state.streak).toMatchObject({ current: 1, day: "2026-03-10" })
  studyAt(learner, elsewhere + 2 * 3_600_000)
  expect(learner.state.streak).toMatchObject({ current: 2, day: "2026-03-11" })
})

test("D4 opening a module is not study yet; a zone nobody knows is read as UTC", () => {
  const learner = studying("UTC")
  learner.at(start, { _tag: "OpenModule", courseId: 1, moduleId: 101 })
  expect(learner.state.streak.day).toBeNull()
  expect(knownZone("Mars/Olympus_Mons")).toBe("UTC")
})

test("the start of a day is the first instant at which the zone shows it", () => {
  fc.assert(
    fc.property(fc.constantFrom(...zones), fc.integer({ min: 0, max: 1500 }), (zone, offset) => {
      const day = new Date(start + offset * 86_400_000).toISOString().slice(0, 10)
      const at = startOfDay(zone, day)
      expect(dayIn(zone, at)).toBe(day)
      expect(dayIn(zone, at - 1) < day).toBe(true)
      expect(dayNumber(zone, startOfDay(zone, dayAfter(day))) - dayNumber(zone, at)).toBe(1)
    }),
    { numRuns: 1000 }
  )
})
