/** Banks written out and read in again: nothing is lost, nothing is doubled, and what is wrong is found where it stands. */
import { Result, Schema } from "effect"
import fc from "fast-check"
import { describe, expect, it, test } from "vitest"
import { merged } from "../../actors/assessment/merge-bank.ts"
import { bankCsv } from "../../gateway/rest/bank-csv.ts"
import { importBank, readBankFile } from "../../gateway/rest/bank-import.ts"
import { AssessmentSettings, type Bank } from "../../protocol/assessment.ts"
import type { BankImport, ImportFinding } from "../../protocol/rest/exchange.ts"
import { aBank, bankOf, pooledBank, single, trueFalse } from "./assessment-samples.ts"
import { soundBank } from "./bank-samples.ts"

const around = { earlierModules: [], elsewhere: [], sittings: [] }
const settings = Schema.decodeUnknownSync(AssessmentSettings)({
  ...{ type: "exam", title: "Exam", passMark: "60", timeLimit: null, maxAttempts: 1, review: false, counted: "best" }
})
const empty: Bank = { locale: "en", questions: [], pools: [], shuffleQuestions: false }

const taken = (bank: Bank, file: BankImport) => {
  const read = readBankFile(file)
  if (read === undefined || Result.isFailure(read)) throw new Error(`not read: ${JSON.stringify(read)}`)
  return importBank({ settings, bank }, read.success, file, around)
}
const asJson = (bank: Bank): BankImport => JSON.parse(JSON.stringify({ bank: { format: "stoa.bank/1", ...bank } }))
const asCsv = (bank: Bank): BankImport => ({ csv: bankCsv(bank) })

/** A cell has no way to say that a text is there and empty. */
const withoutBlanks = (bank: Bank): unknown =>
  JSON.parse(JSON.stringify(bank), (key, value) =>
    value === "" && ["explanation", "unit", "instructions"].includes(key) ? undefined : value
  )

describe("a bank written out and read in", () => {
  test("EXC-1 comes back as it was, from JSON and from CSV, into a bank of nothing and into any other", () => {
    fc.assert(
      fc.property(soundBank, fc.oneof(fc.constant(empty), soundBank), fc.boolean(), (bank, before, keep) => {
        const others = keep && before === empty ? "keep" : "remove"
        const fromJson = taken(before, { ...asJson(bank), others })
        const fromCsv = taken(before, { ...asCsv(bank), others })
        expect([fromJson.report.outcome, fromCsv.report.outcome]).toEqual(["stored", "stored"])
        expect(bankCsv(fromCsv.bank)).toBe(bankCsv(bank))
        expect(withoutBlanks(fromCsv.bank)).toEqual(withoutBlanks(bank))
        // What a bank has already with no text in the place of an empty one stays so.
        expect(before === empty ? fromJson.bank : withoutBlanks(fromJson.bank)).toEqual(
          before === empty ? bank : withoutBlanks(bank)
        )
      }),
      { numRuns: 1000 }
    )
  })

  test("EXC-2 changes nothing in the bank it came from, however it is put in", () => {
    fc.assert(
      fc.property(soundBank, fc.constantFrom("keep", "remove"), (bank, others) => {
        for (const file of [asJson(bank), asCsv(bank)]) {
          const { bank: next, report } = taken(bank, { ...file, others })
          expect(report.outcome).toBe("unchanged")
          expect(report.questions.map(({ outcome }) => outcome)).toEqual(bank.questions.map(() => "unchanged"))
          expect(next).toEqual(bank)
        }
      }),
      { numRuns: 1000 }
    )
  })

  test("EXC-3 put in twice does what it does once, brings every question of its own and leaves all others as they are", () => {
    fc.assert(
      fc.property(soundBank, soundBank, fc.constantFrom("keep", "remove"), (bank, part, others) => {
        const once = merged(bank, part, others)
        expect(merged(once, part, others)).toEqual(once)
        const named = new Set(part.questions.map(({ id }) => id))
        const strangers = bank.questions.filter(({ id }) => !named.has(id))
        expect(once.questions.filter(({ id }) => !named.has(id))).toEqual(others === "keep" ? strangers : [])
        for (const question of part.questions)
          expect(withoutBlanks({ ...empty, questions: once.questions.filter(({ id }) => id === question.id) })).toEqual(
            withoutBlanks({ ...empty, questions: [question] })
          )
        expect(part.pools.every((pool) => once.pools.some((one) => JSON.stringify(one) === JSON.stringify(pool)))).toBe(true)
      }),
      { numRuns: 1000 }
    )
  })

  it("EXC-4 guards every cell that a spreadsheet would run, and reads it as it was written", () => {
    const prompts = ["=1+1", "'=1+1", "''=1+1", "-2", "+3", "@SUM(A1)", "\t=x", "'quoted'", "'"]
    const bank = bankOf(prompts.map((prompt, n) => trueFalse(`q${n}`, { prompt })))
    const csv = bankCsv(bank)
    for (const cell of csv.split(/[\r\n,]+/)) expect(cell).not.toMatch(/^"?[=+\-@\t]/)
    expect(taken(empty, { csv }).bank).toEqual(bank)
  })

  it("EXC-5 takes what people make in spreadsheets: few columns, semicolons, a byte order mark, empty rows, TRUE and pools by name", () => {
    const csv =
      "\ufeffROW;Id;kind;text;marks;correct;case_sensitive;pool\n" +
      "question;q1;true_false;Locked?;1;TRUE;;Basics\n\n;;;;;;;\n" +
      "question;q2;multiple;Which?;2;a, c;;Basics\noption;a;;One\noption;b;;Two\noption;c;;Three\n" +
      "question;q3;text;Name it.;1;;no;More\nanswer;;exact;TLS\n"
    const { bank, report } = taken(aBank, { csv })
    expect(report).toMatchObject({ outcome: "stored", counts: { added: 3, changed: 0, unchanged: 0, removed: 0 } })
    expect(report.questions.map(({ row }) => row)).toEqual([2, 5, 9])
    expect(bank.questions.slice(0, -3)).toEqual(aBank.questions)
    expect(bank.pools.slice(1)).toEqual([
      { name: "Basics", questions: ["q1", "q2"], pick: 1 },
      { name: "More", questions: ["q3"], pick: 1 }
    ])
    expect(bank.questions.slice(-2)).toMatchObject([
      { correct: ["a", "c"], options: [{ id: "a" }, { id: "b" }, { id: "c" }] },
      { correct: { accepted: [{ match: "exact", value: "TLS" }], caseSensitive: false } }
    ])
    expect(taken(bank, { csv }).report.outcome).toBe("unchanged")
  })
})

const findingsOf = (file: BankImport): ReadonlyArray<ImportFinding> => {
  const read = readBankFile(file)
  if (read === undefined) return []
  return Result.isFailure(read)
    ? read.failure
    : importBank({ settings, bank: pooledBank }, read.success, file, around).report.findings
}
const placesOf = (csv: string) =>
  findingsOf({ csv })
    .filter(({ severity }) => severity === "error")
    .map(({ row, question, field }) => [row, question, field])

const heading = "row,id,kind,text,marks,correct,unit,tolerance_kind,tolerance,from,to,case_sensitive,members,pick\r\n"

describe("a table with faults", () => {
  it.each<[string, string, ReadonlyArray<ReadonlyArray<unknown>>]>([
    ["no column row", "id,kind\r\nq1,single\r\n", [[1, null, "row"]]],
    ["a column that is none", `row,colour\r\nbank,red\r\n`, [[1, null, "colour"]]],
    ["a row of no kind", `${heading}riddle,q1\r\n`, [[2, null, "row"]]],
    ["an option above all questions", `${heading}option,a,,One\r\n`, [[2, null, "row"]]],
    ["marks of an option", `${heading}question,z1,single,S?,1,a\r\noption,a,,A,3\r\noption,b,,B\r\n`, [[3, null, "marks"]]],
    ["a number written with a comma", `${heading}question,z1,numeric,N?,"1,5",7\r\n`, [[2, "z1", "marks"]]],
    ["a unit where none is", `${heading}question,z1,true_false,T?,1,yes,m\r\n`, [[2, "z1", "unit"]]],
    ["a truth that is neither", `${heading}question,z1,true_false,T?,1,perhaps\r\n`, [[2, "z1", "correct"]]],
    ["an option without text", `${heading}question,z1,single,S?,1,a\r\noption,a,,A\r\noption,b,,\r\n`, [[4, "z1", "text"]]],
    [
      "a key that names no option",
      `${heading}question,z1,single,S?,1,c\r\noption,a,,A\r\noption,b,,B\r\n`,
      [[2, "z1", "correct"]]
    ],
    ["one id twice", `${heading}question,z1,true_false,T?,1,no\r\nquestion,z1,true_false,T?,1,yes\r\n`, [[3, "z1", "id"]]],
    ["a pool of strangers", `${heading}pool,,,P,,,,,,,,,z9,1\r\nquestion,z1,true_false,T?,1,no\r\n`, [[2, null, "members"]]],
    ["a pool that picks too many", `${heading}pool,,,P,,,,,,,,,z1,2\r\nquestion,z1,true_false,T?,1,no\r\n`, [[2, null, "pick"]]],
    ["a quotation mark that never ends", `${heading}question,z1,true_false,"T?\r\n`, [[null, null, "csv"]]]
  ])("EXC-6 says row, question and column of %s", (_what, csv, expected) => {
    expect(placesOf(csv)).toEqual(expected)
  })

  it("EXC-6 tells all faults at once, in JSON by their paths, and stores nothing for one of them", () => {
    const questions = [single("z1", { marks: 1 }), trueFalse("z2", { colour: "red" }), single("z3")]
    expect(findingsOf({ bank: { questions } }).map(({ row, question, field, code }) => [row, question, field, code])).toEqual([
      [null, "z1", "questions.0.marks", "invalid"],
      [null, "z2", "questions.1.colour", "invalid"]
    ])
    const { bank, report } = taken(pooledBank, { bank: { questions: [single("z4", { correct: "z" }), single("z3")] } })
    expect([report.outcome, bank]).toEqual(["refused", pooledBank])
  })

  it("EXC-6 wants one file", () => {
    expect(readBankFile({})).toBeUndefined()
    expect(readBankFile({ bank: {}, csv: "" })).toBeUndefined()
  })

  test("EXC-7 never fails on any text or JSON, and has a sentence for each fault", () => {
    const cell = fc.constantFrom(
      "row",
      "question",
      "option",
      "answer",
      "pool",
      "bank",
      "section",
      "id",
      "single",
      "1",
      "a",
      '"',
      "",
      ",",
      ";",
      "\r\n",
      "\n",
      "=1",
      "true"
    )
    const junk = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(cell).map((cells) => cells.join(",")),
      fc.array(cell).map((cells) => `${heading}${cells.join(",")}`)
    )
    fc.assert(
      fc.property(junk, fc.jsonValue(), (csv, bank) => {
        for (const file of [{ csv }, { bank }])
          for (const { message, field } of findingsOf(file)) expect([message === "", typeof field]).toEqual([false, "string"])
      }),
      { numRuns: 1000 }
    )
  })
})
