/** A bank with every kind of question, decoded as an author's upload would be, and seeds to draw from. */
import { createHash } from "node:crypto"
import { Schema } from "effect"
import { Bank } from "../../protocol/assessment.ts"

export const decodeBank = Schema.decodeUnknownSync(Bank, { onExcessProperty: "error" })

export const seedOf = (n: number | string): string => createHash("sha256").update(String(n)).digest("hex")

const option = (id: string) => ({ id, text: `Option ${id}` })

export const single = (id: string, more: object = {}) => ({
  kind: "single",
  id,
  prompt: "Which port does HTTPS use?",
  marks: "1",
  options: ["a", "b", "c", "d"].map(option),
  correct: "b",
  ...more
})
export const multiple = (id: string, more: object = {}) => ({
  kind: "multiple",
  id,
  prompt: "Which are hash functions?",
  marks: "2",
  options: ["a", "b", "c", "d", "e"].map(option),
  correct: ["a", "c"],
  ...more
})
export const trueFalse = (id: string, more: object = {}) => ({
  kind: "true_false",
  id,
  prompt: "TLS encrypts.",
  marks: "0.5",
  correct: true,
  ...more
})
export const numeric = (id: string, more: object = {}) => ({
  kind: "numeric",
  id,
  prompt: "Seven, roughly?",
  marks: "1",
  correct: { value: "7", tolerance: { kind: "relative", t: "0.1" } },
  ...more
})
export const text = (id: string, more: object = {}) => ({
  kind: "text",
  id,
  prompt: "Name the protocol.",
  marks: "1.5",
  correct: { accepted: [{ match: "exact", value: "TLS" }], caseSensitive: false },
  ...more
})

type Sketch = { readonly id: string }

/** One pool with every question, unless `more` says otherwise. */
export const bankOf = (questions: ReadonlyArray<Sketch>, more: object = {}): Bank =>
  decodeBank({
    locale: "en",
    shuffleQuestions: false,
    questions,
    pools: [{ name: "all", questions: questions.map(({ id }) => id), pick: questions.length }],
    ...more
  })

export const aBank = bankOf([single("s1"), multiple("m1"), trueFalse("t1"), numeric("n1"), text("x1")])

/** Three pools of different sizes, questions and options shuffled. */
export const pooledBank = bankOf(
  Array.from({ length: 30 }, (_, i) => single(`q${i}`, { shuffle: true })),
  {
    shuffleQuestions: true,
    pools: [
      { name: "easy", questions: Array.from({ length: 10 }, (_, i) => `q${i}`), pick: 3 },
      { name: "fair", questions: Array.from({ length: 15 }, (_, i) => `q${i + 10}`), pick: 5 },
      { name: "hard", questions: Array.from({ length: 5 }, (_, i) => `q${i + 25}`), pick: 5 }
    ]
  }
)
