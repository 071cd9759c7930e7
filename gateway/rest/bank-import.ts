/** What a file does to a bank, and the report of it. Nothing here knows what a good bank is: that the same judges say as of every edit. */
import { Result, Schema } from "effect"
import { merged, type BankPart } from "../../actors/assessment/merge-bank.ts"
import { misfits, strictly, type Surroundings, validateAssessment } from "../../actors/assessment/validate-assessment.ts"
import type { Finding } from "../../actors/assessment/validate-bank.ts"
import type { AssessmentSettings, AuthoredQuestion, Bank } from "../../protocol/assessment.ts"
import { canonicalJson } from "../../protocol/canonical-json.ts"
import type { QuestionId } from "../../protocol/ids.ts"
import { BankFilePart, type BankImport, type BankImportReport, type ImportFinding } from "../../protocol/rest/exchange.ts"
import { type Place, readBankTable } from "./bank-table.ts"

const readPart = Schema.decodeUnknownResult(BankFilePart, strictly)

/** As fields are named elsewhere: `pools.0.pick`. */
export const dotted = (path: string): string => path.replaceAll(/\[([^\]]*)\]/g, ".$1")

const findingOf = ({ severity, message }: Finding, place: Place): ImportFinding => ({
  ...place,
  severity,
  code: "invalid",
  message
})

interface ReadFile {
  readonly part: BankPart
  readonly at: (path: string) => Place
}

const inJson =
  (raw: unknown) =>
  (path: string): Place => {
    const index = /^questions\[(\d+)\]/.exec(path)?.[1]
    const questions: unknown = typeof raw === "object" && raw !== null ? Reflect.get(raw, "questions") : undefined
    const question: unknown = index !== undefined && Array.isArray(questions) ? questions[Number(index)] : undefined
    const id: unknown = typeof question === "object" && question !== null ? Reflect.get(question, "id") : undefined
    return { row: null, question: typeof id === "string" ? id : null, field: dotted(path) }
  }

/** The file, or all that keeps it from being one. `undefined`: there is none, or there are two. */
export const readBankFile = ({
  bank,
  csv
}: Pick<BankImport, "bank" | "csv">): Result.Result<ReadFile, ReadonlyArray<ImportFinding>> | undefined => {
  if ((bank === undefined) === (csv === undefined)) return undefined
  const table =
    csv === undefined ? { raw: bank, joining: undefined, at: inJson(bank), findings: [], empty: false } : readBankTable(csv)
  const read = readPart(table.raw)
  if (Result.isFailure(read) || table.findings.length > 0) {
    const nothingRead = table.findings.length > 0 && table.empty
    const issues = Result.isFailure(read) && !nothingRead ? misfits("", read.failure.issue) : []
    return Result.fail([...table.findings, ...issues.map((issue) => findingOf(issue, table.at(issue.path)))])
  }
  const { format: _format, ...part } = read.success
  const joining = new Map<QuestionId, string>()
  for (const { id } of part.questions) {
    const pool = table.joining?.get(id)
    if (pool !== undefined) joining.set(id, pool)
  }
  return Result.succeed({ part: { ...part, joining }, at: table.at })
}

export interface Imported {
  readonly bank: Bank
  readonly report: Omit<BankImportReport, "revision">
}

const nothing = { added: 0, changed: 0, unchanged: 0, removed: 0 }

export const refusedImport = (findings: ReadonlyArray<ImportFinding>): Imported["report"] => ({
  outcome: "refused",
  counts: nothing,
  questions: [],
  findings
})

/** Places of the bank as it would be, by where the file says them. */
const placing =
  (bank: Bank, { part, at }: ReadFile) =>
  (path: string): Place => {
    const inBank = path.replace(/^bank\./, "")
    const [, list = "", number = "", rest = ""] = /^(questions|pools|sections)\[(\d+)\](.*)$/.exec(inBank) ?? []
    const index = Number(number)
    if (list === "pools") {
      const pool = bank.pools[index]
      const given = pool === undefined ? -1 : (part.pools ?? []).indexOf(pool)
      if (given !== -1) return at(`pools[${given}]${rest}`)
    }
    if (list === "sections" && part.sections !== undefined) return at(inBank)
    const question = list === "questions" ? bank.questions[index] : undefined
    if (question === undefined) return { row: null, question: null, field: dotted(path) }
    const same = part.questions.indexOf(question)
    const given = same === -1 ? part.questions.findIndex(({ id }) => id === question.id) : same
    return given === -1 ? { row: null, question: question.id, field: dotted(path) } : at(`questions[${given}]${rest}`)
  }

const outcomeOf = (stored: AuthoredQuestion | undefined, now: AuthoredQuestion) => {
  if (stored === undefined) return "added" as const
  return canonicalJson(stored) === canonicalJson(now) ? ("unchanged" as const) : ("changed" as const)
}

export const importBank = (
  { settings, bank: before }: { readonly settings: AssessmentSettings; readonly bank: Bank },
  file: ReadFile,
  { others = "keep", dry_run = false }: Pick<BankImport, "others" | "dry_run">,
  around: Surroundings
): Imported => {
  const bank = merged(before, file.part, others)
  const place = placing(bank, file)
  const findings = validateAssessment(settings, bank, around)
    .filter(({ path, severity }) => severity === "error" || path.startsWith("bank."))
    .map((finding) => findingOf(finding, place(finding.path)))
  if (findings.some(({ severity }) => severity === "error")) return { bank: before, report: refusedImport(findings) }
  const stored = new Map(before.questions.map((question) => [question.id, question]))
  const now = new Map(bank.questions.map((question) => [question.id, question]))
  const questions = [
    ...file.part.questions.map((question, index) => ({
      row: file.at(`questions[${index}]`).row,
      id: question.id,
      outcome: outcomeOf(stored.get(question.id), now.get(question.id) ?? question)
    })),
    ...before.questions.filter(({ id }) => !now.has(id)).map(({ id }) => ({ row: null, id, outcome: "removed" as const }))
  ]
  const counts = { ...nothing }
  for (const { outcome } of questions) counts[outcome] += 1
  const same = canonicalJson(before) === canonicalJson(bank)
  return { bank, report: { outcome: same ? "unchanged" : dry_run ? "would_store" : "stored", counts, questions, findings } }
}
