/** Banks and courses carried from one place to another: written out whole, and read in with a report of what became of each part. */
import { Schema } from "effect"
import { Bank } from "../assessment.ts"
import { RefusalCode } from "../errors.ts"

/** Says what a file is, so that another kind is not taken for it. */
const bankFormat = Schema.Literal("stoa.bank/1")

export const BankFile = Schema.Struct({ format: bankFormat, ...Bank.fields })
export type BankFile = typeof BankFile.Type

/** What of a bank a file may say: its questions, and whatever else is not to stay. */
export const BankFilePart = Schema.Struct({
  format: Schema.optionalKey(bankFormat),
  locale: Schema.optionalKey(Bank.fields.locale),
  questions: Bank.fields.questions,
  pools: Schema.optionalKey(Bank.fields.pools),
  sections: Bank.fields.sections,
  shuffleQuestions: Schema.optionalKey(Bank.fields.shuffleQuestions)
})

/**
 * The bank as JSON under `bank`, or as a table under `csv`. `others`: whether questions that are not in it stay, which they do
 * where nothing is said. Anything at all may be sent: what is wrong with it is in the report.
 */
export const BankImport = Schema.Struct({
  bank: Schema.optionalKey(Schema.Unknown),
  csv: Schema.optionalKey(Schema.String.check(Schema.isMaxLength(1_000_000))),
  others: Schema.optionalKey(Schema.Literals(["keep", "remove"])),
  /** Tells what would be done, and does nothing. */
  dry_run: Schema.optionalKey(Schema.Boolean)
})
export type BankImport = typeof BankImport.Type

/**
 * `row` of a table, the heading being the first, as spreadsheets count; `null` in JSON, and of what is not in the file.
 * `field`: the column, or the path in the bank. With an error nothing is stored; a warning is the author's to weigh.
 */
export const ImportFinding = Schema.Struct({
  row: Schema.NullOr(Schema.Int),
  question: Schema.NullOr(Schema.String),
  field: Schema.String,
  severity: Schema.Literals(["error", "warning"]),
  code: RefusalCode,
  message: Schema.String
})
export type ImportFinding = typeof ImportFinding.Type

const Change = Schema.Literals(["added", "changed", "unchanged", "removed"])

/** `would_store`: it was asked what would be done. `revision`: the assessment's, afterwards. */
export const BankImportReport = Schema.Struct({
  outcome: Schema.Literals(["stored", "unchanged", "would_store", "refused"]),
  revision: Schema.Int,
  counts: Schema.Struct({ added: Schema.Int, changed: Schema.Int, unchanged: Schema.Int, removed: Schema.Int }),
  questions: Schema.Array(Schema.Struct({ row: Schema.NullOr(Schema.Int), id: Schema.String, outcome: Change })),
  findings: Schema.Array(ImportFinding)
})
export type BankImportReport = typeof BankImportReport.Type
