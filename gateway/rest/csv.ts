/** Lines of a CSV file that people open in a spreadsheet. */

/**
 * Spreadsheets run what begins like this as a formula; an apostrophe keeps it text. What has one before such a beginning
 * gets another, so that `withoutGuard` finds what was written.
 */
const formula = /^'*[=+\-@\t\r]/
const guarded = /^'+[=+\-@\t\r]/

const cell = (value: string | number | null): string => {
  const text = value === null ? "" : String(value)
  const safe = typeof value === "string" && formula.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** RFC 4180. */
export const csvLine = (cells: ReadonlyArray<string | number | null>): string => `${cells.map(cell).join(",")}\r\n`

/** What a cell says that `csvLine` wrote, or somebody else. */
export const withoutGuard = (cell: string): string => (guarded.test(cell) ? cell.slice(1) : cell)

/** A list within one cell, itself a line of CSV: spaces around its parts say nothing. */
export const listCell = (parts: ReadonlyArray<string>): string =>
  parts.map((part) => (/[",\r\n]|^\s|\s$|^$/.test(part) ? `"${part.replaceAll('"', '""')}"` : part)).join(",")
