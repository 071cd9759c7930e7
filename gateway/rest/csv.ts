/** Lines of a CSV file that people open in a spreadsheet. */

/** Spreadsheets run what begins like this as a formula; an apostrophe keeps it text. */
const formula = /^[=+\-@\t\r]/

const cell = (value: string | number | null): string => {
  const text = value === null ? "" : String(value)
  const safe = typeof value === "string" && formula.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** RFC 4180. */
export const csvLine = (cells: ReadonlyArray<string | number | null>): string => `${cells.map(cell).join(",")}\r\n`
