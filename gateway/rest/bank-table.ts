/**
 * A bank read from a table, as `bank-csv.ts` writes it or as somebody made it in a spreadsheet. Here only cells are put where
 * they belong; whether what comes of it is a bank, its Schema says. Every place in it remembers its row and its column.
 */
import { parse } from "csv-parse/sync"
import { Schema } from "effect"
import type { ImportFinding } from "../../protocol/rest/exchange.ts"
import { type BankColumn, bankColumns, type BankRow } from "./bank-csv.ts"
import { withoutGuard } from "./csv.ts"

/** Where something stands that a path such as `questions[3].options[1].text` leads to. */
export type Place = Pick<ImportFinding, "row" | "question" | "field">

export interface BankTable {
  readonly raw: unknown
  /** Pools that questions name in their own row, by the question's id. */
  readonly joining: ReadonlyMap<string, string>
  readonly at: (path: string) => Place
  /** What keeps the table from being read as one; where nothing of it could be read, that is all there is to say. */
  readonly findings: ReadonlyArray<ImportFinding>
  /** Without any question. */
  readonly empty: boolean
}

/** What stands in a row of each kind; of questions, what their own kind has, their Schema knows. */
const columnsOf: Readonly<Record<BankRow, ReadonlyArray<BankColumn>>> = {
  bank: ["locale", "shuffle"],
  section: ["text", "instructions", "members"],
  pool: ["text", "pick", "members"],
  question: [
    ...(["id", "kind", "text", "marks", "correct", "tolerance_kind", "tolerance", "from", "to"] as const),
    ...(["case_sensitive", "unit", "shuffle", "negative", "explanation", "pool"] as const)
  ],
  option: ["id", "text"],
  answer: ["kind", "text"]
}
const isRow = (kind: string): kind is BankRow => Object.hasOwn(columnsOf, kind)
const columnNamed = (name: string): BankColumn | undefined => bankColumns.find((column) => column === name)

/** Words for people, in which spaces may mean something. */
const words: ReadonlySet<BankColumn> = new Set(["text", "explanation", "unit", "instructions", "pool"])

type Raw = Record<string, unknown>
type Cells = ReadonlyMap<BankColumn, string>

const readRecords = Schema.decodeUnknownSync(Schema.Array(Schema.Array(Schema.String)))

const recordsOf = (csv: string): ReadonlyArray<ReadonlyArray<string>> => {
  const [heading = ""] = csv.split(/\r?\n/, 1)
  const delimiter = heading.includes(";") && !heading.includes(",") ? ";" : ","
  return readRecords(parse(csv, { bom: true, delimiter, relax_column_count: true }))
}

const flagOf = (cell: string | undefined): unknown => {
  if (cell === undefined) return undefined
  return /^(true|yes)$/i.test(cell) ? true : /^(false|no)$/i.test(cell) ? false : cell
}

const listOf = (cell: string | undefined): unknown => {
  if (cell === undefined) return undefined
  try {
    return readRecords(parse(cell, { trim: true, relax_column_count: true })).flat()
  } catch {
    return cell
  }
}

const filled = (fields: Raw): Raw => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))

const keyOf = (kind: string | undefined, cells: Cells): unknown => {
  const correct = cells.get("correct")
  switch (kind) {
    case "multiple":
      return listOf(correct)
    case "true_false":
      return flagOf(correct)
    case "numeric": {
      const tolerance = filled({ kind: cells.get("tolerance_kind"), t: cells.get("tolerance") })
      const bounded = Object.keys(tolerance).length > 0
      return filled({ value: correct, tolerance: bounded ? tolerance : undefined, from: cells.get("from"), to: cells.get("to") })
    }
    case "text":
      return filled({ accepted: [], caseSensitive: flagOf(cells.get("case_sensitive")), correct })
    default:
      return correct
  }
}

const questionOf = (cells: Cells): Raw => {
  const kind = cells.get("kind")
  const measured = kind === "numeric" ? [] : (["tolerance_kind", "tolerance", "from", "to"] as const)
  const written = kind === "text" ? [] : (["case_sensitive"] as const)
  return filled({
    kind,
    id: cells.get("id"),
    prompt: cells.get("text"),
    marks: cells.get("marks"),
    correct: keyOf(kind, cells),
    explanation: cells.get("explanation"),
    unit: cells.get("unit"),
    shuffle: flagOf(cells.get("shuffle")),
    negative: flagOf(cells.get("negative")),
    // Not of its kind: its Schema says so.
    ...Object.fromEntries([...measured, ...written].map((column) => [column, cells.get(column)]))
  })
}

/** Columns by the last part of a path, where the two are not called the same. */
const columnOf: Readonly<Record<string, BankColumn>> = {
  ...{ prompt: "text", title: "text", name: "text", value: "text", match: "kind" },
  ...{ "pools.questions": "members", "sections.pools": "members", shuffleQuestions: "shuffle" },
  ...{ "correct.value": "correct", "correct.correct": "correct", "tolerance.kind": "tolerance_kind", "tolerance.t": "tolerance" },
  caseSensitive: "case_sensitive"
}

const fieldOf = (path: string): string => {
  const names = path.replaceAll(/\[\d+\]/g, "").split(".")
  const [before = "", last = ""] = names.slice(-2)
  if (names.length === 1) return columnOf[before] ?? columnNamed(before) ?? before
  return columnOf[`${before}.${last}`] ?? columnOf[last] ?? columnNamed(last) ?? last
}

class Reader {
  readonly findings: Array<ImportFinding> = []
  readonly joining = new Map<string, string>()
  readonly #bank: Raw = {}
  readonly #questions: Array<Raw> = []
  readonly #pools: Array<Raw> = []
  readonly #sections: Array<Raw> = []
  /** Rows by the things they are of: `questions[3]`, `questions[3].options[1]`. */
  readonly #rows = new Map<string, number>()

  get raw(): Raw {
    return filled({
      ...this.#bank,
      questions: this.#questions,
      pools: this.#pools.length === 0 ? undefined : this.#pools,
      sections: this.#sections.length === 0 ? undefined : this.#sections
    })
  }

  get empty(): boolean {
    return this.#questions.length === 0
  }

  at(path: string): Place {
    const index = /^questions\[(\d+)\]/.exec(path)?.[1]
    const id = index === undefined ? undefined : this.#questions[Number(index)]?.["id"]
    let thing = path
    while (thing !== "" && !this.#rows.has(thing)) thing = thing.slice(0, Math.max(thing.lastIndexOf("."), 0))
    return { row: this.#rows.get(thing) ?? null, question: typeof id === "string" ? id : null, field: fieldOf(path) }
  }

  complain(row: number | null, field: string, message: string): void {
    this.findings.push({ row, question: null, field, severity: "error", code: "invalid", message })
  }

  take(row: number, kind: string, cells: Cells): void {
    if (!isRow(kind)) return this.complain(row, "row", `Write one of ${Object.keys(columnsOf).join(", ")} here.`)
    for (const column of cells.keys()) {
      if (column !== "row" && !columnsOf[kind].includes(column))
        this.complain(row, column, `A row of the kind ${kind} has nothing here. Leave it empty.`)
    }
    switch (kind) {
      case "bank":
        if (this.#rows.has("locale")) return this.complain(row, "row", "There is such a row already. Leave one of them out.")
        for (const path of ["locale", "shuffleQuestions"]) this.#rows.set(path, row)
        Object.assign(this.#bank, filled({ locale: cells.get("locale"), shuffleQuestions: flagOf(cells.get("shuffle")) }))
        return
      case "section":
        return this.#add("sections", this.#sections, row, {
          title: cells.get("text"),
          instructions: cells.get("instructions"),
          pools: listOf(cells.get("members"))
        })
      case "pool": {
        const pick = cells.get("pick")
        return this.#add("pools", this.#pools, row, {
          name: cells.get("text"),
          questions: listOf(cells.get("members")),
          pick: pick !== undefined && /^\d{1,9}$/.test(pick) ? Number(pick) : pick
        })
      }
      case "question": {
        const [id, pool] = [cells.get("id"), cells.get("pool")]
        if (id !== undefined && pool !== undefined) this.joining.set(id, pool)
        return this.#add("questions", this.#questions, row, questionOf(cells))
      }
      case "option":
        return this.#below(row, "options", filled({ id: cells.get("id"), text: cells.get("text") }))
      case "answer":
        return this.#below(row, "accepted", filled({ match: cells.get("kind"), value: cells.get("text") }))
    }
  }

  #add(name: string, all: Array<Raw>, row: number, thing: Raw): void {
    this.#rows.set(`${name}[${all.length}]`, row)
    all.push(filled(thing))
  }

  /** Of the question above it. */
  #below(row: number, name: "options" | "accepted", thing: Raw): void {
    const question = this.#questions.at(-1)
    if (question === undefined) return this.complain(row, "row", "It belongs below a question. Write the question's row first.")
    const correct = question["correct"]
    const inKey = name === "accepted" && typeof correct === "object" && correct !== null && !Array.isArray(correct)
    const holder = inKey ? correct : question
    const before: unknown = Reflect.get(holder, name)
    const list: ReadonlyArray<unknown> = Array.isArray(before) ? before : []
    Reflect.set(holder, name, [...list, thing])
    this.#rows.set(`questions[${this.#questions.length - 1}]${inKey ? ".correct" : ""}.${name}[${list.length}]`, row)
  }
}

const readInto = (reader: Reader, csv: string): void => {
  const [heading = [], ...records] = recordsOf(csv)
  const columns = heading.map((name) => columnNamed(name.trim().toLowerCase()))
  const strange = heading.filter((name, index) => columns[index] === undefined && name.trim() !== "")
  for (const name of strange) reader.complain(1, name.trim(), `There is no such column. Choose of ${bankColumns.join(", ")}.`)
  if (!columns.includes("row"))
    return reader.complain(1, "row", "The heading names no column row. Add it: it says what each row is.")
  for (const [index, record] of records.entries()) {
    const cells = new Map<BankColumn, string>()
    for (const [at, written] of record.entries()) {
      const column = columns[at]
      if (column === undefined) continue
      const cell = withoutGuard(words.has(column) ? written : written.trim())
      if (cell !== "") cells.set(column, cell)
    }
    if (cells.size > 0) reader.take(index + 2, cells.get("row") ?? "", cells)
  }
}

export const readBankTable = (csv: string): BankTable => {
  const reader = new Reader()
  try {
    readInto(reader, csv)
  } catch (error) {
    reader.complain(null, "csv", `The table could not be read: ${error instanceof Error ? error.message : String(error)}`)
  }
  return {
    raw: reader.raw,
    joining: reader.joining,
    at: (path) => reader.at(path),
    findings: reader.findings,
    empty: reader.empty
  }
}
