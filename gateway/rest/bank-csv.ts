/**
 * A bank as a table. Each row says under `row` what it is: the bank, a section, a pool, a question, and below a question its
 * options or its accepted answers. So every text has a cell of its own, however long it is, and nothing of the bank is lost.
 */
import type { AuthoredQuestion, Bank } from "../../protocol/assessment.ts"
import { csvLine, listCell } from "./csv.ts"

export const bankColumns = [
  ...(["row", "id", "kind", "text", "marks", "correct"] as const),
  ...(["tolerance_kind", "tolerance", "from", "to", "case_sensitive", "unit", "shuffle", "negative", "explanation"] as const),
  ...(["pool", "pick", "members", "instructions", "locale"] as const)
]
export type BankColumn = (typeof bankColumns)[number]
export type BankRow = "bank" | "section" | "pool" | "question" | "option" | "answer"

type Cells = Partial<Record<BankColumn, string | undefined>>

const flag = (value: boolean | undefined): string | undefined => (value === undefined ? undefined : String(value))

const line = (row: BankRow, cells: Cells): string => {
  const all: Cells = { ...cells, row }
  return csvLine(bankColumns.map((column) => all[column] ?? ""))
}

const keyOf = (question: AuthoredQuestion): Cells => {
  switch (question.kind) {
    case "single":
      return { correct: question.correct }
    case "multiple":
      return { correct: listCell(question.correct), negative: flag(question.negative) }
    case "true_false":
      return { correct: flag(question.correct) }
    case "numeric": {
      const { correct, unit } = question
      if ("from" in correct) return { unit, from: correct.from, to: correct.to }
      const { value, tolerance } = correct
      return { unit, correct: value, tolerance_kind: tolerance?.kind, tolerance: tolerance?.t }
    }
    case "text":
      return { case_sensitive: flag(question.correct.caseSensitive) }
  }
}

const below = (question: AuthoredQuestion): ReadonlyArray<string> => {
  switch (question.kind) {
    case "single":
    case "multiple":
      return question.options.map(({ id, text }) => line("option", { id, text }))
    case "text":
      return question.correct.accepted.map(({ match, value }) => line("answer", { kind: match, text: value }))
    case "true_false":
    case "numeric":
      return []
  }
}

const rowsOf = (question: AuthoredQuestion): ReadonlyArray<string> => {
  const { id, kind, prompt, marks, shuffle, explanation } = question
  return [
    line("question", { id, kind, text: prompt, marks, shuffle: flag(shuffle), explanation, ...keyOf(question) }),
    ...below(question)
  ]
}

export const bankCsv = ({ locale, shuffleQuestions, questions, pools, sections = [] }: Bank): string =>
  [
    csvLine(bankColumns),
    line("bank", { locale, shuffle: flag(shuffleQuestions) }),
    ...sections.map(({ title, instructions, pools: names }) =>
      line("section", { text: title, instructions, members: listCell(names) })
    ),
    ...pools.map(({ name, pick, questions: ids }) => line("pool", { text: name, pick: String(pick), members: listCell(ids) })),
    ...questions.flatMap(rowsOf)
  ].join("")
