/** What is said to people: rows as a table as wide as they need to be. */
import type { Said } from "./verb.ts"

const cell = (value: unknown): string => {
  if (value === null || value === undefined) return "–"
  return typeof value === "string" ? value : JSON.stringify(value)
}

/** Control characters in somebody's name must not steer the terminal. */
const plain = (text: string): string => text.replace(/\p{Cc}/gu, " ")

const table = (rows: NonNullable<Said["rows"]>): ReadonlyArray<string> => {
  const [first] = rows
  if (first === undefined) return ["nothing"]
  const names = Object.keys(first)
  const lines = [names, ...rows.map((row) => names.map((name) => plain(cell(row[name]))))]
  const widths = names.map((_name, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  return lines.map((line) =>
    line
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd()
  )
}

export const printed = ({ data, file, lines, rows }: Said, json: boolean): string => {
  if (json) return `${JSON.stringify(data)}\n`
  if (file !== undefined) return file
  return `${(rows === undefined ? (lines ?? [JSON.stringify(data, null, 2)]).map(plain) : table(rows)).join("\n")}\n`
}
