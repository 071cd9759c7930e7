import { describe, expect, it } from "vitest"
import type { BoardRow } from "../../protocol/course.ts"
import { CourseId, UserId } from "../../protocol/ids.ts"
import { Decimal } from "../../protocol/assessment.ts"
import { instant } from "../../protocol/time.ts"
import { boardCounts, boardLines } from "../../web/teach/board-lines.ts"
import { completionOverTime } from "../../web/teach/completion.ts"

const row = (id: number, more: Partial<BoardRow> = {}): BoardRow => ({
  learnerId: UserId.make(id),
  courseId: CourseId.make(1),
  enrolled: true,
  enrolledAt: instant(id * 1_000),
  percent: Decimal.make("0"),
  completed: 0,
  total: 4,
  active: false,
  lastModule: null,
  streak: 0,
  timeSpentS: 0,
  completedAt: null,
  lastActiveAt: null,
  ...more
})

describe("completion over time", () => {
  it("counts who is enrolled and who has completed, at each moment at which either changes", () => {
    const rows = [row(1, { completedAt: instant(5_000) }), row(2), row(3, { completedAt: instant(5_000) })]
    expect(completionOverTime(rows, 9_000)).toEqual({
      at: [999, 1_000, 2_000, 3_000, 5_000, 9_000],
      enrolled: [0, 1, 2, 3, 3, 3],
      completed: [0, 0, 0, 0, 2, 2]
    })
  })

  it("leaves out who withdrew, and draws a flat line where nobody is", () => {
    expect(completionOverTime([row(1, { enrolled: false })], 9_000)).toEqual({
      at: [8_999, 9_000],
      enrolled: [0, 0],
      completed: [0, 0]
    })
  })
})

describe("the lines of the board", () => {
  const names = new Map([
    [1, "Åsa"],
    [2, "Zoë"],
    [3, "bo"]
  ])
  const nameOf = ({ learnerId }: BoardRow): string => names.get(learnerId) ?? ""
  const rows = new Map([
    ["2", row(2, { percent: Decimal.make("9.5"), lastActiveAt: instant(50) })],
    ["1", row(1, { percent: Decimal.make("100"), active: true, completedAt: instant(60), lastActiveAt: instant(10) })],
    ["3", row(3, { percent: Decimal.make("10"), lastActiveAt: null })],
    ["4", row(4, { enrolled: false })]
  ])
  const keysIn = (order: "name" | "progress" | "lastActive", part = "") =>
    boardLines(rows, nameOf, order, part).map(({ key }) => key)

  it("stand in the order that was asked for, by number and not by text", () => {
    expect(keysIn("name")).toEqual(["1", "3", "2"])
    expect(keysIn("progress")).toEqual(["2", "3", "1"])
    expect(keysIn("lastActive")).toEqual(["3", "1", "2"])
  })

  it("are found by part of a name in any case", () => {
    expect(keysIn("name", " ZO")).toEqual(["2"])
  })

  it("are counted without who withdrew", () => {
    expect(boardCounts(rows.values())).toEqual({ enrolled: 3, active: 1, completed: 1, meanPercent: 39 })
  })
})
