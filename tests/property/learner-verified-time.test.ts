/** Verified time and verified video, against models that count single seconds and single milliseconds in sets. */
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { forget, include, type Intervals, measure, missing } from "../../actors/learner/intervals.ts"
import { LoneLearner } from "./lone-learner.ts"
import { start } from "./learner-world.ts"

interface Credited {
  readonly creditedMs: number
  readonly watchedMs: number
}
interface Claim {
  readonly fromMs: number
  readonly toMs: number
}

class Learning extends LoneLearner {
  constructor() {
    super("UTC")
    this.enrol(1)
    this.enrol(2)
  }

  send(_tag: "OpenModule" | "Study" | "CloseModule", at: number, course: number, module: number, more: object = {}): Credited {
    const outcome = this.at(start + at, { _tag, courseId: course, moduleId: module, ...more })
    if (outcome._tag === "Refusal") throw new Error(outcome.code)
    return outcome.reply as Credited
  }

  watch(at: number, claims: ReadonlyArray<Claim>, module = 102): Credited {
    return this.send("Study", at, 1, module, { watched: claims })
  }

  time(course: number, module: number): number | undefined {
    return this.state.courses[course]?.modules[module]?.timeMs
  }
}

describe("sets of intervals", () => {
  const pairs = fc.array(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 20 })), { maxLength: 15 })
  const contents = (set: Intervals): ReadonlyArray<number> =>
    set.flatMap(([from, to]) => Array.from({ length: to - from }, (_, index) => from + index))

  test("a set of intervals holds what was put in, once, in order, with nothing touching", () => {
    fc.assert(
      fc.property(pairs, fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 30 }), (all, from, length) => {
        let set: Intervals = []
        const model = new Set<number>()
        for (const [at, by] of all) {
          set = include(set, at, at + by)
          for (let each = at; each < at + by; each++) model.add(each)
        }
        expect(contents(set)).toEqual([...model].sort((a, b) => a - b))
        expect(measure(set)).toBe(model.size)
        for (const [index, [start]] of set.entries()) expect(start).toBeGreaterThan(set[index - 1]?.[1] ?? -1)
        let lacking = 0
        for (let each = from; each < from + length; each++) if (!model.has(each)) lacking += 1
        expect(missing(set, from, from + length)).toBe(lacking)
        expect(contents(forget(set, from)).filter((each) => each >= from)).toEqual(contents(set).filter((each) => each >= from))
      }),
      { numRuns: 1000 }
    )
  })
})

describe("verified time", () => {
  test("V1 the first beat in a module is credited nothing, the next the server's time since", () => {
    const learning = new Learning()
    expect(learning.send("Study", 0, 1, 101).creditedMs).toBe(0)
    expect(learning.send("Study", 10_000, 1, 101).creditedMs).toBe(10_000)
    expect(learning.time(1, 101)).toBe(10_000)
  })

  test("V2 a gap counts for 30 s at most, to the millisecond", () => {
    const learning = new Learning()
    learning.send("OpenModule", 0, 1, 101)
    expect(learning.send("Study", 30_000, 1, 101).creditedMs).toBe(30_000)
    expect(learning.send("Study", 60_001, 1, 101).creditedMs).toBe(30_000)
    expect(learning.send("Study", 300_000, 1, 101).creditedMs).toBe(30_000)
  })

  test("V3 two tabs of one module, and two tabs of different courses, share the time between them", () => {
    const learning = new Learning()
    learning.send("OpenModule", 0, 1, 101)
    learning.send("OpenModule", 5_000, 2, 202)
    expect(learning.send("Study", 10_000, 2, 202).creditedMs).toBe(5_000)
    // The five seconds before the second tab was opened are nobody's yet.
    expect(learning.send("Study", 12_000, 1, 101).creditedMs).toBe(7_000)
    expect(learning.send("Study", 12_000, 1, 101).creditedMs).toBe(0)
    expect(learning.send("Study", 12_000, 2, 202).creditedMs).toBe(0)
  })

  const places = [
    [1, 101],
    [1, 104],
    [2, 202]
  ] as const
  const step = fc.record({
    gap: fc.oneof(fc.integer({ min: 0, max: 45 }), fc.constantFrom(0, 29, 30, 31, 299, 300, 301)),
    place: fc.constantFrom(...places),
    tag: fc.constantFrom("Study", "Study", "Study", "Study", "OpenModule", "CloseModule")
  })

  test("V1–V3 whatever the tabs do, each second of the server's clock is credited once, if a beat vouches for it", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30, size: "max" }), (steps) => {
        const learning = new Learning()
        const credited = new Set<number>()
        // By course: when it was last heard of, and in which modules since when.
        const sessions = new Map<number, { heard: number; since: Map<number, number> }>()
        let second = 0
        for (const { gap, place, tag } of steps) {
          second += gap
          const [course, module] = place
          let session = sessions.get(course)
          if (session === undefined || second - session.heard >= 300) session = { heard: second, since: new Map() }
          const since = session.since.get(module)
          if (tag === "CloseModule" && since === undefined) continue
          const reply = learning.send(tag, second * 1000, course, module)
          sessions.set(course, session)
          session.heard = second
          session.since.set(module, second)
          if (tag === "OpenModule") continue
          let fresh = 0
          for (let each = Math.max(since ?? second, second - 30); each < second; each++) {
            if (!credited.has(each)) fresh += 1
            credited.add(each)
          }
          expect(reply.creditedMs).toBe(fresh * 1000)
          if (tag === "Study") continue
          session.since.delete(module)
          if ([...session.since.values()].every((last) => second - last >= 300)) sessions.delete(course)
        }
        const total = Object.values(learning.state.courses).reduce((sum, course) => sum + course.timeMs, 0)
        expect(total).toBe(credited.size * 1000)
        expect(learning.state.credited.length, "what is remembered stays small").toBeLessThan(35)
      }),
      { numRuns: 1000 }
    )
  })
})

describe("verified video", () => {
  test("V4 a beat may claim twice the server's time since the last one, and not a millisecond more", () => {
    const learning = new Learning()
    learning.send("OpenModule", 0, 1, 102)
    expect(learning.watch(10_000, [{ fromMs: 0, toMs: 20_001 }]).watchedMs).toBe(20_000)
    expect(learning.state.courses[1]?.modules[102]?.watched).toEqual([[0, 20_000]])
    // Time not used is not saved up.
    expect(learning.watch(20_000, []).watchedMs).toBe(0)
    expect(learning.watch(21_000, [{ fromMs: 30_000, toMs: 60_000 }]).watchedMs).toBe(2_000)
  })

  test("V4 a page open in another tab does not use up the time in which the video ran; another video does", () => {
    const learning = new Learning()
    learning.send("OpenModule", 0, 1, 102)
    learning.send("OpenModule", 0, 1, 101)
    learning.send("OpenModule", 0, 2, 201)
    expect(learning.send("Study", 10_000, 1, 101).creditedMs).toBe(10_000)
    expect(learning.watch(10_000, [{ fromMs: 0, toMs: 10_000 }])).toEqual({ creditedMs: 0, watchedMs: 10_000 })
    const other = { watched: [{ fromMs: 0, toMs: 10_000 }] }
    expect(learning.send("Study", 10_000, 2, 201, other).watchedMs).toBe(0)
  })

  test("V5 a video is complete at 90 % of its length, each moment counted once", () => {
    const learning = new Learning()
    learning.send("OpenModule", 0, 1, 102)
    const module = () => learning.state.courses[1]?.modules[102]
    learning.watch(30_000, [{ fromMs: 0, toMs: 53_999 }])
    expect(module()?.completedAt).toBeNull()
    learning.watch(60_000, [{ fromMs: 0, toMs: 53_999 }])
    expect(module()?.completedAt).toBeNull()
    learning.watch(61_000, [{ fromMs: 53_999, toMs: 54_000 }])
    expect(module()?.completedAt).toBe(start + 61_000)
    expect(module()?.completedBy).toBe("watching")
  })

  test("V4 whatever is claimed, no more is believed than twice the time that passed, and nothing that was not claimed", () => {
    const claim = fc
      .tuple(fc.integer({ min: 0, max: 65_000 }), fc.integer({ min: 1, max: 40_000 }))
      .map(([fromMs, by]) => ({ fromMs, toMs: fromMs + by }))
    const beats = fc.array(fc.tuple(fc.integer({ min: 0, max: 40_000 }), fc.array(claim, { maxLength: 4 })), {
      maxLength: 12,
      size: "max"
    })
    fc.assert(
      fc.property(beats, (all) => {
        const learning = new Learning()
        learning.send("OpenModule", 0, 1, 102)
        let now = 0
        let claimed: Intervals = []
        for (const [gap, claims] of all) {
          now += gap
          for (const { fromMs, toMs } of claims) claimed = include(claimed, fromMs, Math.min(60_000, toMs))
          const { watchedMs } = learning.watch(now, claims)
          expect(watchedMs).toBeLessThanOrEqual(2 * Math.min(gap, 30_000))
          const wished = claims.reduce((sum, { fromMs, toMs }) => sum + Math.max(0, Math.min(60_000, toMs) - fromMs), 0)
          expect(watchedMs).toBe(Math.min(wished, 2 * Math.min(gap, 30_000)))
        }
        const watched = learning.state.courses[1]?.modules[102]?.watched ?? []
        expect(measure(watched)).toBeLessThanOrEqual(2 * now)
        for (const [from, to] of watched) expect(missing(claimed, from, to)).toBe(0)
      }),
      { numRuns: 1000 }
    )
  })
})
