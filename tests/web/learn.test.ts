/** What a learner's pages work out by themselves: what was watched, where to go on, what has arrived. */
import { describe, expect, it } from "vitest"
import { Decimal } from "../../protocol/assessment.ts"
import { AttemptId, CourseId, ModuleId, UserId, VersionId } from "../../protocol/ids.ts"
import type { EnrolmentView, LearnerView, ModuleView } from "../../protocol/learner.ts"
import { instant, millis } from "../../protocol/time.ts"
import { arrivals } from "../../web/frame/notices.ts"
import { deviceName } from "../../web/frame/own/device-name.ts"
import { lockOf, moduleIds, whereToGoOn } from "../../web/learn/steps.ts"
import { Watched } from "../../web/learn/watched.ts"

describe("what was watched of a video", () => {
  it("is what the playhead passed, without what was jumped over", () => {
    const watched = new Watched()
    for (const at of [0, 250, 500.7, 750]) watched.sight(at)
    for (const at of [30_000, 30_250]) watched.sight(at)
    expect(watched.take()).toEqual([
      { fromMs: 0, toMs: 750 },
      { fromMs: 30_000, toMs: 30_250 }
    ])
    watched.sight(30_500)
    expect(watched.take()).toEqual([{ fromMs: 30_250, toMs: 30_500 }])
  })

  it("ends where the video stopped or its playhead was moved, backwards too", () => {
    const watched = new Watched()
    for (const at of [5_000, 5_400]) watched.sight(at)
    for (const at of [1_000, 1_300]) watched.sight(at)
    watched.cut()
    for (const at of [1_400, 1_500]) watched.sight(at)
    expect(watched.take()).toEqual([
      { fromMs: 5_000, toMs: 5_400 },
      { fromMs: 1_000, toMs: 1_300 },
      { fromMs: 1_400, toMs: 1_500 }
    ])
  })

  it("is handed over in as much as a beat can carry, the rest with the next", () => {
    const watched = new Watched()
    for (let jump = 0; jump < 25; jump++) for (const at of [0, 100]) watched.sight(jump * 10_000 + at)
    expect(watched.take()).toHaveLength(20)
    expect(watched.take()).toHaveLength(5)
    expect(watched.take()).toEqual([])
  })
})

const module = (order: number, more: Partial<ModuleView> = {}): ModuleView => ({
  title: `Module ${order}`,
  order,
  mandatory: true,
  contentType: "text",
  timeMs: millis(0),
  watchedMs: millis(0),
  watched: [],
  ...more
})
const complete = { completedAt: instant(1) }

const enrolment = (modules: Readonly<Record<string, ModuleView>>, more: Partial<EnrolmentView> = {}): EnrolmentView => ({
  versionId: VersionId.make(1),
  title: "A course",
  enrolledAt: instant(1),
  percent: Decimal.make("0"),
  completed: 0,
  total: Object.keys(modules).length,
  timeMs: millis(0),
  modules,
  ...more
})
const id = (number: number) => ModuleId.make(number)

describe("the way through a course", () => {
  it("goes by the modules' order, whatever their numbers", () => {
    expect(moduleIds(enrolment({ 7: module(2), 8: module(1), 9: module(3) }))).toEqual([8, 7, 9])
  })

  it("goes on where one stopped, behind it once that is complete, and back to what was left out", () => {
    const modules = { 1: module(1), 2: module(2), 3: module(3) }
    expect(whereToGoOn(enrolment(modules), instant(5))).toBe(1)
    expect(whereToGoOn(enrolment(modules, { lastModule: id(2) }), instant(5))).toBe(2)
    expect(whereToGoOn(enrolment({ ...modules, 2: module(2, complete) }, { lastModule: id(2) }), instant(5))).toBe(3)
    const rest = { ...modules, 2: module(2, complete), 3: module(3, complete) }
    expect(whereToGoOn(enrolment(rest, { lastModule: id(3) }), instant(5))).toBe(1)
    expect(whereToGoOn(enrolment({ 1: module(1, complete) }), instant(5))).toBeUndefined()
  })

  it("passes over what is closed, and says why it is", () => {
    const modules = { 1: module(1), 2: module(2, { prerequisites: [id(1)] }), 3: module(3, { releaseAt: instant(100) }) }
    const own = enrolment(modules, { lastModule: id(2) })
    expect(whereToGoOn(own, instant(5))).toBe(1)
    expect(lockOf(own, modules[2], instant(5))).toEqual({ _tag: "First", titles: ["Module 1"] })
    expect(lockOf(own, modules[3], instant(5))).toEqual({ _tag: "Until", at: 100 })
    expect(lockOf(own, modules[3], instant(100))).toBeUndefined()
    expect(lockOf(own, { ...modules[2], ...complete }, instant(5))).toBeUndefined()
  })
})

describe("what has arrived", () => {
  const attempt = AttemptId.make(4)
  const view: LearnerView = {
    userId: UserId.make(1),
    courses: { 1: enrolment({}) },
    assessments: {
      9: {
        courseId: CourseId.make(1),
        type: "exam",
        title: "The exam",
        used: 1,
        attempts: {
          [attempt]: { number: 1, standing: "graded", endedAt: instant(20), percent: Decimal.make("80"), passed: true },
          5: { number: 2, standing: "running" }
        }
      }
    },
    sessions: {},
    streak: { current: 0, longest: 0, timeZone: "UTC" },
    inbox: {
      "1-1": { courseId: CourseId.make(1), number: 1, by: UserId.make(2), at: instant(10), readAt: instant(11) },
      "1-2": { courseId: CourseId.make(1), number: 2, by: UserId.make(2), at: instant(30) },
      "8-1": { courseId: CourseId.make(8), number: 1, by: UserId.make(2), at: instant(40) }
    }
  }

  it("stands there newest first, of the courses that one is in, new until it was read or seen", () => {
    const found = arrivals(view, new Set())
    expect(found.map(({ key, isNew, href }) => [key, isNew, href])).toEqual([
      ["1-2", true, "/courses/1"],
      ["4/80/true", true, "/attempts/4"],
      ["1-1", false, "/courses/1"]
    ])
    expect(arrivals(view, new Set(["4/80/true"])).map(({ isNew }) => isNew)).toEqual([true, false, false])
    // Rejected after a review: the same attempt has another result.
    expect(arrivals(view, new Set(["4/90/true"])).map(({ isNew }) => isNew)).toEqual([true, true, false])
  })
})

describe("a device's name", () => {
  it("is its browser and system, or what the program calls itself", () => {
    const chrome = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36"
    expect(deviceName(chrome)).toEqual({ browser: "Chrome", system: "Android" })
    expect(deviceName("Mozilla/5.0 (Windows NT 10.0) Chrome/131.0 Safari/537.36 Edg/131.0")).toMatchObject({ browser: "Edge" })
    expect(deviceName("node")).toEqual({ program: "node" })
    expect(deviceName(null)).toBeUndefined()
  })
})
