/** The board's rows as they are read: counted, found and put in order. */
import { compareNames } from "../../client/index.ts"
import type { BoardRow } from "../../protocol/course.ts"

export const boardOrders = ["name", "progress", "lastActive"] as const
export type BoardOrder = (typeof boardOrders)[number]

export interface BoardLine {
  /** The learner's id as text. */
  readonly key: string
  readonly name: string
  readonly row: BoardRow
}

const byOrder: Readonly<Record<BoardOrder, (a: BoardLine, b: BoardLine) => number>> = {
  name: () => 0,
  // Who has done least, and who was longest away, is whom an instructor looks for.
  progress: (a, b) => Number(a.row.percent) - Number(b.row.percent),
  lastActive: (a, b) => (a.row.lastActiveAt ?? 0) - (b.row.lastActiveAt ?? 0)
}

/** Of those enrolled, by part of their names; names and ids settle what the order leaves open. */
export const boardLines = (
  rows: ReadonlyMap<string, BoardRow>,
  nameOf: (row: BoardRow) => string,
  order: BoardOrder,
  part: string
): ReadonlyArray<BoardLine> => {
  const wanted = part.trim().toLowerCase()
  return [...rows]
    .filter(([, row]) => row.enrolled)
    .map(([key, row]) => ({ key, row, name: nameOf(row) }))
    .filter(({ name }) => name.toLowerCase().includes(wanted))
    .sort((a, b) => byOrder[order](a, b) || compareNames(a.name, b.name) || a.row.learnerId - b.row.learnerId)
}

export interface BoardCounts {
  readonly enrolled: number
  readonly active: number
  readonly completed: number
  /** Of the percentages of all, cut to whole ones. */
  readonly meanPercent: number
}

export const boardCounts = (rows: Iterable<BoardRow>): BoardCounts => {
  const enrolled = [...rows].filter((row) => row.enrolled)
  const sum = enrolled.reduce((total, { percent }) => total + Number(percent), 0)
  return {
    enrolled: enrolled.length,
    active: enrolled.filter(({ active }) => active).length,
    completed: enrolled.filter(({ completedAt }) => completedAt !== null).length,
    meanPercent: enrolled.length === 0 ? 0 : Math.floor(sum / enrolled.length)
  }
}
