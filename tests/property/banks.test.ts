/** What authors write: papers with sections, banks edited question by question, and what is found to be wrong with them. */
import fc from "fast-check"
import { describe, expect, it, test } from "vitest"
import { contentHash } from "../../actors/assessment/content-hash.ts"
import { drawPaper, keyOf } from "../../actors/assessment/draw-paper.ts"
import { arranged, withQuestion, withoutQuestion } from "../../actors/assessment/edit-bank.ts"
import { examine, validateAssessment } from "../../actors/assessment/validate-assessment.ts"
import { isSound, validateBank } from "../../actors/assessment/validate-bank.ts"
import { AssessmentSettings, type AuthoredQuestion, type Bank, Paper } from "../../protocol/assessment.ts"
import { ModuleId, QuestionId } from "../../protocol/ids.ts"
import { Schema } from "effect"
import {
  aBank,
  bankOf,
  decodeBank,
  multiple,
  numeric,
  pooledBank,
  seedOf,
  single,
  text,
  trueFalse
} from "./assessment-samples.ts"

const alone = { earlierModules: [], elsewhere: [], sittings: [] }
const settings = Schema.decodeUnknownSync(AssessmentSettings)({
  type: "exam",
  title: "Exam",
  passMark: "60",
  timeLimit: 1_800_000,
  maxAttempts: 1,
  review: false,
  counted: "best"
})

const sectioned = decodeBank({
  ...pooledBank,
  sections: [
    { title: "Warm-up", instructions: "No calculator.", pools: ["easy"] },
    { title: "The rest", pools: ["hard", "fair"] }
  ]
})

describe("a paper with sections", () => {
  it("ASM-1 keeps each heading with its questions, in the bank's order of sections", () => {
    expect(isSound(validateBank(sectioned))).toBe(true)
    for (let n = 0; n < 200; n++) {
      const { questions, sections = [] } = drawPaper(sectioned, seedOf(n))
      expect(sections.map(({ title, instructions }) => [title, instructions])).toEqual([
        ["Warm-up", "No calculator."],
        ["The rest", undefined]
      ])
      expect(sections.flatMap((section) => section.questions)).toEqual(questions.map(({ id }) => id))
      expect(sections.map((section) => section.questions.length)).toEqual([3, 10])
      expect(sections[0]?.questions.every((id) => Number(id.slice(1)) < 10)).toBe(true)
    }
  })

  it("ASM-1 without sections has no such field, and the name it always had", () => {
    const paper = drawPaper(pooledBank, seedOf(1))
    expect("sections" in paper).toBe(false)
    expect(contentHash(paper)).toBe("2c60943ac98d05ca8592f2f02d6f9d6a2ed3aa9b6538abd035b36ab072ed8b5f")
    expect(Schema.decodeUnknownSync(Paper)(JSON.parse(JSON.stringify(paper)))).toEqual(paper)
  })

  it("ASM-1 draws the same questions with headings as without, and its key has no headings to give away", () => {
    const { sections: _, ...plain } = sectioned
    for (let n = 0; n < 50; n++) {
      const ids = (bank: Bank) => new Set(drawPaper(bank, seedOf(n)).questions.map(({ id }) => id))
      expect(ids(sectioned)).toEqual(ids(plain))
      const paper = drawPaper(sectioned, seedOf(n))
      expect(Object.keys(keyOf(sectioned, paper).bank)).not.toContain("sections")
    }
  })
})

const question = fc
  .integer({ min: 0, max: 6 })
  .chain((n) =>
    fc.constantFrom<AuthoredQuestion>(
      ...bankOf([single(`q${n}`)]).questions,
      ...bankOf([numeric(`q${n}`)]).questions,
      ...bankOf([trueFalse(`q${n}`, { marks: "3" })]).questions
    )
  )
const pool = fc.constantFrom(undefined, "all", "easy", "hard")
const edit = fc.oneof(
  fc.record({ kind: fc.constant("set" as const), question, pool }),
  fc.record({ kind: fc.constant("remove" as const), id: fc.integer({ min: 0, max: 6 }).map((n) => QuestionId.make(`q${n}`)) })
)

describe("a bank edited question by question", () => {
  test("ASM-2 any sequence of edits leaves each question once, in at most one pool, and no empty pool or heading", () => {
    const start = arranged(bankOf([single("q0"), single("q1"), text("q2")]), { sections: [{ title: "All", pools: ["all"] }] })
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 20 }), (edits) => {
        let bank = start
        for (const one of edits) {
          const before = bank
          if (one.kind === "set") {
            bank = withQuestion(bank, one.question, one.pool)
            expect(bank.questions.find(({ id }) => id === one.question.id)).toEqual(one.question)
            if (one.pool !== undefined)
              expect(bank.pools.find(({ name }) => name === one.pool)?.questions).toContain(one.question.id)
          } else {
            bank = withoutQuestion(bank, one.id) ?? bank
            expect(bank.questions.some(({ id }) => id === one.id)).toBe(false)
          }
          // The order of what was not touched stays.
          const kept = before.questions.map(({ id }) => id).filter((id) => bank.questions.some((other) => other.id === id))
          expect(bank.questions.map(({ id }) => id).slice(0, kept.length)).toEqual(kept)
        }
        const ids = bank.questions.map(({ id }) => id)
        const pooled = bank.pools.flatMap(({ questions }) => questions)
        expect(new Set(ids).size).toBe(ids.length)
        expect(new Set(pooled).size).toBe(pooled.length)
        expect(pooled.every((id) => ids.includes(id))).toBe(true)
        expect(bank.pools.every(({ questions }) => questions.length > 0)).toBe(true)
        const names = bank.pools.map(({ name }) => name)
        expect((bank.sections ?? []).every(({ pools }) => pools.length > 0 && pools.every((name) => names.includes(name)))).toBe(
          true
        )
      }),
      { numRuns: 1000 }
    )
  })

  it("ASM-2 arranging keeps what is left out, and null takes the headings away", () => {
    expect(arranged(sectioned, { shuffleQuestions: false })).toEqual({ ...sectioned, shuffleQuestions: false })
    expect(arranged(sectioned, { sections: null })).toEqual(pooledBank)
    expect(arranged(pooledBank, { sections: sectioned.sections ?? null })).toEqual(sectioned)
  })
})

const found = (
  bank: Bank,
  chosen: Partial<AssessmentSettings> = {},
  around: Partial<Parameters<typeof validateAssessment>[2]> = {}
) =>
  validateAssessment({ ...settings, ...chosen }, bank, { ...alone, ...around }).map(({ severity, path }) => `${severity} ${path}`)

describe("validation that explains", () => {
  it.each<[string, Bank, Partial<AssessmentSettings>, string]>([
    [
      "duplicate ids",
      bankOf([single("a"), single("a")], { pools: [{ name: "p", questions: ["a"], pick: 1 }] }),
      {},
      "error bank.questions[1].id"
    ],
    ["no right option", bankOf([single("a", { correct: "z" })]), {}, "error bank.questions[0].correct"],
    [
      "every option right",
      bankOf([multiple("a", { correct: ["a", "b", "c", "d", "e"] })]),
      {},
      "warning bank.questions[0].correct"
    ],
    [
      "options that read alike",
      bankOf([
        single("a", {
          options: [
            { id: "a", text: "Yes" },
            { id: "b", text: " Yes " }
          ]
        })
      ]),
      {},
      "warning bank.questions[0].options[1].text"
    ],
    ["marks of nothing", bankOf([single("a", { marks: "0" })]), {}, "error bank.questions[0].marks"],
    ["marks below nothing", bankOf([single("a", { marks: "-1" })]), {}, "error bank.questions[0].marks"],
    [
      "a relative tolerance around 0",
      bankOf([numeric("a", { correct: { value: "0", tolerance: { kind: "relative", t: "0.1" } } })]),
      {},
      "warning bank.questions[0].correct.tolerance"
    ],
    [
      "a range the wrong way round",
      bankOf([numeric("a", { correct: { from: "2", to: "1" } })]),
      {},
      "warning bank.questions[0].correct"
    ],
    [
      "a pattern that looks back",
      bankOf([text("a", { correct: { accepted: [{ match: "pattern", value: "(a)\\1" }], caseSensitive: false } })]),
      {},
      "error bank.questions[0].correct.accepted[0].value"
    ],
    [
      "a pool too small",
      bankOf([single("a")], { pools: [{ name: "p", questions: ["a"], pick: 2 }] }),
      {},
      "error bank.pools[0].pick"
    ],
    [
      "a question in no pool",
      bankOf([single("a"), single("b")], { pools: [{ name: "p", questions: ["a"], pick: 1 }] }),
      {},
      "warning bank.questions[1].id"
    ],
    [
      "unequal marks in a pool that is drawn from",
      bankOf([single("a"), multiple("b")], { pools: [{ name: "p", questions: ["a", "b"], pick: 1 }] }),
      {},
      "warning bank.pools[0]"
    ],
    [
      "a section of no pool",
      arranged(aBank, { sections: [{ title: "S", pools: ["all", "none"] }] }),
      {},
      "error bank.sections[0].pools[1]"
    ],
    [
      "a pool in two sections",
      arranged(aBank, {
        sections: [
          { title: "S", pools: ["all"] },
          { title: "T", pools: ["all"] }
        ]
      }),
      {},
      "error bank.sections[1].pools[0]"
    ],
    [
      "a pool in no section",
      arranged(pooledBank, { sections: [{ title: "S", pools: ["easy", "fair"] }] }),
      {},
      "error bank.pools[2].name"
    ],
    ["a pass mark past all", aBank, { passMark: "100.1" as AssessmentSettings["passMark"] }, "error settings.passMark"],
    ["a pass mark of nothing", aBank, { passMark: "0" as AssessmentSettings["passMark"] }, "warning settings.passMark"],
    ["no attempts", aBank, { maxAttempts: 0 }, "error settings.maxAttempts"],
    ["an exam sat again and again", aBank, { maxAttempts: null }, "warning settings.maxAttempts"],
    ["a module that does not come before", aBank, { prerequisites: [ModuleId.make(7)] }, "error settings.prerequisites[0]"]
  ])("ASM-3 finds %s", (_what, bank, chosen, expected) => {
    expect(found(bank, chosen)).toEqual([expected])
  })

  it("ASM-3 finds nothing wrong with what is sound", () => {
    expect(found(aBank)).toEqual([])
    expect(found(sectioned)).toEqual([])
    expect(found(aBank, { prerequisites: [ModuleId.make(7)] }, { earlierModules: [ModuleId.make(7)] })).toEqual([])
  })

  it("ASM-3 T1 practice asks no question of an exam, nor an exam one of practice; quizzes may", () => {
    const elsewhere = (type: "exam" | "practice") => [{ id: "s1", title: "Final", type }]
    expect(found(aBank, { type: "practice" }, { elsewhere: elsewhere("exam") })).toEqual(["error bank.questions[0].id"])
    expect(found(aBank, { type: "exam" }, { elsewhere: elsewhere("practice") })).toEqual(["error bank.questions[0].id"])
    expect(found(aBank, { type: "exam" }, { elsewhere: elsewhere("exam") })).toEqual([])
    expect(found(aBank, { type: "quiz" }, { elsewhere: elsewhere("exam") })).toEqual([])
  })

  it("ASM-3 T4 warns of a window that leaves no room for the limit, to the millisecond", () => {
    const open = (ms: number | null) => [{ path: "sittings[4]", opens: 1_000, closes: ms === null ? null : 1_000 + ms }]
    expect(found(aBank, {}, { sittings: open(1_799_999) })).toEqual(["warning sittings[4]"])
    expect(found(aBank, {}, { sittings: open(1_800_000) })).toEqual([])
    expect(found(aBank, {}, { sittings: open(null) })).toEqual([])
    expect(found(aBank, {}, { sittings: open(0) })).toEqual(["error sittings[4]"])
    expect(found(aBank, { timeLimit: null }, { sittings: open(1) })).toEqual([])
  })

  it("ASM-3 tells of anything at all where it does not fit, both parts at once", () => {
    const told = examine({ ...settings, passMark: 60, colour: "red" }, { ...aBank, questions: [{ ...single("a"), marks: 1 }] })
    expect(told.map(({ path }) => path).sort()).toEqual(["bank.questions[0].marks", "settings.colour", "settings.passMark"])
    expect(told.every(({ severity, message }) => severity === "error" && message.length > 10)).toBe(true)
    for (const nonsense of [null, 7, "x", [], { questions: {} }]) {
      expect(isSound(examine(nonsense, nonsense))).toBe(false)
    }
    expect(examine(settings, aBank)).toEqual([])
  })

  test("ASM-3 never fails on any JSON, and has a sentence and a place for each fault", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (first, second) => {
        const told = examine(first, second)
        expect(told.length).toBeGreaterThan(0)
        for (const { path, message } of told) expect([path === "", message === ""]).toEqual([false, false])
      }),
      { numRuns: 1000 }
    )
  })
})
