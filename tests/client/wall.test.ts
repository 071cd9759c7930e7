/** The wall as a proctor reads it: pure functions over rows and presence at a moment. */
import { describe, expect, it } from "vitest"
import { attentions, filterWall, sortWall, wallLines, type Attention, type FeedSeen, type WallLine } from "../../client/index.ts"
import type { WallRow } from "../../protocol/attempt.ts"
import { AttemptId, QuestionId, UserId } from "../../protocol/ids.ts"
import type { PresenceRow } from "../../protocol/live.ts"
import { instant, millis } from "../../protocol/time.ts"

const now = instant(10_000_000)
const before = (ms: number) => instant(now - ms)

const row = (number: number, differing: Partial<WallRow> = {}): WallRow => ({
  attemptId: AttemptId.make(number),
  learnerId: UserId.make(number),
  number: 1,
  state: "in_progress",
  answered: 0,
  total: 10,
  startedAt: before(600_000),
  deadline: instant(now + 3_600_000),
  standstill: null,
  late: 0,
  submittedAt: null,
  handRaised: null,
  signals: {},
  lastSignal: null,
  gapMs: millis(0),
  flags: 0,
  unconfirmed: 0,
  unanswered: 0,
  timeChange: null,
  device: null,
  check: null,
  lastAct: null,
  ...differing
})
const present = (key: string, connection: PresenceRow["connection"]): PresenceRow => ({
  key,
  connection,
  question: QuestionId.make("q3"),
  since: before(1_000)
})
const seen = (rows: ReadonlyArray<WallRow>, connection: PresenceRow["connection"] = "good"): FeedSeen<WallRow> => ({
  rows: new Map(rows.map((one) => [String(one.attemptId), one])),
  presence: new Map(rows.map((one) => [String(one.attemptId), present(String(one.attemptId), connection)]))
})
const linesOf = (...rows: ReadonlyArray<WallRow>): ReadonlyArray<WallLine> => wallLines(seen(rows), { now })
const still = (...kinds: NonNullable<WallRow["standstill"]>["kinds"]) => ({
  state: "paused" as const,
  deadline: null,
  standstill: { kinds, since: before(9_000), leftMs: millis(1_234_567) }
})
const ids = (lines: ReadonlyArray<WallLine>) => lines.map(({ row: { attemptId } }) => attemptId)

/** For each need a row that has it and no other. */
const needy: Readonly<Record<Attention, Partial<WallRow>>> = {
  locked: still("lock"),
  paused: still("pause"),
  hand: { handRaised: before(1) },
  unanswered: { unanswered: 1 },
  time_unseen: { timeChange: { n: 1, at: before(5_000), acknowledged: false } },
  flags: { flags: 1 },
  signals: { lastSignal: { kind: "paste", at: before(1_000) } },
  connection: {},
  little_time: { deadline: instant(now + 300_000) }
}

describe("a line of the wall", () => {
  it("W1 W4 tells who is well, missing, gone and never came apart, with the question on screen", () => {
    for (const connection of ["good", "poor", "missing", "left"] as const) {
      const [line] = wallLines(seen([row(1)], connection), { now })
      expect(line).toMatchObject({ connection, question: "q3", connectionSince: before(1_000) })
      expect(line?.attention).toEqual(connection === "missing" || connection === "left" ? ["connection"] : [])
    }
    const [absent] = wallLines({ rows: new Map([["1", row(1)]]), presence: new Map() }, { now })
    expect(absent).toMatchObject({ connection: "never", attention: ["connection"] })
    expect(absent).not.toHaveProperty("question")
  })

  it("W5 says nothing of who is there without a row: presence alone makes no line", () => {
    const feed = { rows: new Map(), presence: new Map([["9", present("9", "good")]]) }
    expect(wallLines(feed, { now })).toEqual([])
  })

  it("T1 time left is the deadline minus the server's clock, never less than nothing", () => {
    const [running, over, unlimited] = linesOf(row(1), row(2, { deadline: before(1) }), row(3, { deadline: null }))
    expect(running?.timeLeftMs).toBe(3_600_000)
    expect(over?.timeLeftMs).toBe(0)
    expect(unlimited).not.toHaveProperty("timeLeftMs")
  })

  it("T8 in a standstill the time left is what is kept", () => {
    expect(linesOf(row(1, still("pause", "room_pause")))[0]).toMatchObject({ timeLeftMs: 1_234_567, standsStill: true })
  })

  it.each([
    [4_999, false, false],
    [5_000, false, true],
    [5_000, true, false]
  ])("LP-36 W2 a change of time %i ms old, acknowledged: %s, is unseen: %s", (age, acknowledged, unseen) => {
    const [line] = linesOf(row(1, { timeChange: { n: 2, at: before(age), acknowledged } }))
    expect(line?.timeUnseen).toBe(unseen)
    expect(line?.attention).toEqual(unseen ? ["time_unseen"] : [])
  })

  it("W2 an attempt that is over asks for nothing, whatever it asked before", () => {
    const asked = { handRaised: before(1), flags: 3, unanswered: 1, timeChange: { n: 1, at: before(9_000), acknowledged: false } }
    for (const state of ["ended", "submitted", "graded", "voided"] as const) {
      expect(linesOf(row(1, { ...asked, state }))[0]).toMatchObject({ attention: [], timeUnseen: false })
    }
    expect(linesOf(row(1, { ...asked, state: "waiting", startedAt: null }))[0]?.attention).toEqual([
      "hand",
      "unanswered",
      "flags"
    ])
  })

  it("LP-38 a signal asks for attention for two minutes; being back at work and resizing never do", () => {
    const attention = (lastSignal: WallRow["lastSignal"]) => linesOf(row(1, { lastSignal }))[0]?.attention
    expect(attention({ kind: "focus_lost", at: before(119_999) })).toEqual(["signals"])
    expect(attention({ kind: "focus_lost", at: before(120_000) })).toEqual([])
    expect(attention({ kind: "resize", at: before(1) })).toEqual([])
    expect(attention({ kind: "active", at: before(1) })).toEqual([])
  })
})

describe("the order of the wall", () => {
  it("W2 puts each need before all lesser ones together", () => {
    const rows = attentions.map((attention, index) => row(index + 1, needy[attention]))
    const feed = seen([...rows].reverse())
    const presence = new Map(feed.presence)
    const connection = attentions.indexOf("connection")
    presence.set(String(connection + 1), present(String(connection + 1), "missing"))
    const lines = wallLines({ rows: feed.rows, presence }, { now })
    expect(sortWall(lines, "attention").map(({ attention }) => attention)).toEqual(attentions.map((one) => [one]))
    const everything = row(99, { ...needy.hand, ...needy.unanswered, ...needy.time_unseen, ...needy.flags, ...needy.signals })
    expect(ids(sortWall(linesOf(everything, row(1, needy.paused)), "attention"))).toEqual([1, 99])
  })

  it("W2 by time who has least comes first and who has no limit last; by progress who has answered least", () => {
    const lines = linesOf(
      row(1, { deadline: null, answered: 9 }),
      row(2, { answered: 5 }),
      row(3, { deadline: instant(now + 1), answered: 2, total: 2 }),
      row(4, { ...still("pause"), answered: 0 })
    )
    expect(ids(sortWall(lines, "time"))).toEqual([3, 4, 2, 1])
    expect(ids(sortWall(lines, "progress"))).toEqual([4, 2, 1, 3])
  })

  it("W2 by name as people read names, with the same order for equal ones each time", () => {
    const names = ["Zoe", "ada 10", "Ada 2", "Émile", "Ada 2"]
    const rows = names.map((_, index) => row(index + 1))
    const lines = wallLines(seen(rows), { now, nameOf: (id) => names[id - 1] })
    expect(ids(sortWall(lines, "name"))).toEqual([3, 5, 2, 4, 1])
    expect(ids(sortWall([...lines].reverse(), "attention"))).toEqual([3, 5, 2, 4, 1])
  })

  it("W2 filters by state, need, connection and part of a name, all of which have to fit", () => {
    const names = new Map([
      [1, "Ada"],
      [2, "Grace"],
      [3, "Adam"]
    ])
    const rows = [row(1, needy.hand), row(2, { state: "submitted" }), row(3, still("pause"))]
    const lines = wallLines(seen(rows), { now, nameOf: (id) => names.get(id) })
    expect(ids(filterWall(lines, {}))).toEqual([1, 2, 3])
    expect(ids(filterWall(lines, { name: " ADA" }))).toEqual([1, 3])
    expect(ids(filterWall(lines, { name: "ada", states: ["paused"] }))).toEqual([3])
    expect(ids(filterWall(lines, { attention: ["hand", "paused"] }))).toEqual([1, 3])
    expect(ids(filterWall(lines, { connections: ["missing"] }))).toEqual([])
  })

  it("W2 of 500 rows, each is joined once, however they are sorted", () => {
    const rows = Array.from({ length: 500 }, (_, index) =>
      row(500 - index, needy[attentions[index % attentions.length] ?? "hand"])
    )
    const named: Array<number> = []
    const nameOf = (id: number): string => {
      named.push(id)
      return `Learner ${id % 97}`
    }
    const sorted = sortWall(wallLines(seen(rows), { now, nameOf }), "attention")
    expect(new Set(ids(sorted)).size).toBe(500)
    expect(named).toHaveLength(500)
  })
})
