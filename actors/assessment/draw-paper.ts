/**
 * A paper from a bank and a seed (G9). The same bank and seed give the same paper; what is given out is stored whole,
 * so that an edited bank changes no paper that exists.
 */
import type { AuthoredQuestion, Bank, Paper, PaperQuestion } from "../../protocol/assessment.ts"
import type { QuestionId } from "../../protocol/ids.ts"
import type { AnswerKey } from "../facts.ts"
import { Seeded } from "./seeded.ts"

export const drawPaper = (bank: Bank, seed: string): Paper => {
  const seeded = new Seeded(seed)
  const byId = new Map(bank.questions.map((question) => [question.id, question]))
  const chosen = new Set<QuestionId>()
  for (const pool of bank.pools) {
    const candidates = pool.questions.filter((id) => byId.has(id) && !chosen.has(id))
    const drawn = new Set(seeded.draw(candidates, pool.pick))
    // In the author's order; whether the order itself is shuffled is the bank's setting, not the pool's.
    for (const id of candidates) if (drawn.has(id)) chosen.add(id)
  }
  const order = bank.shuffleQuestions ? seeded.draw([...chosen]) : [...chosen]
  return {
    locale: bank.locale,
    questions: order.flatMap((id) => {
      const authored = byId.get(id)
      return authored === undefined ? [] : [toPaper(authored, seeded)]
    })
  }
}

/** Field by field, never by taking the key away: what is not named here cannot reach a paper. */
const toPaper = (question: AuthoredQuestion, seeded: Seeded): PaperQuestion => {
  const asked = { id: question.id, prompt: question.prompt, marks: question.marks }
  switch (question.kind) {
    case "single":
    case "multiple":
      return { kind: question.kind, ...asked, options: options(question, seeded) }
    case "true_false":
      return { kind: "true_false", ...asked }
    case "numeric":
      return { kind: "numeric", ...asked, ...(question.unit === undefined ? {} : { unit: question.unit }) }
    case "text":
      return { kind: "text", ...asked }
  }
}

const options = (question: Extract<AuthoredQuestion, { readonly kind: "single" | "multiple" }>, seeded: Seeded) => {
  const shown = question.options.map(({ id, text }) => ({ id, text }))
  return question.shuffle === true ? seeded.draw(shown) : shown
}

/** The part of a bank that grades this paper, so that a paper's key doesn't grow with its bank. */
export const keyOf = (bank: Bank, paper: Paper): AnswerKey => {
  const onPaper = new Set(paper.questions.map(({ id }) => id))
  const questions = bank.questions.filter(({ id }) => onPaper.has(id))
  const ids = questions.map(({ id }) => id)
  return {
    bank: {
      locale: bank.locale,
      shuffleQuestions: false,
      questions,
      pools: [{ name: "paper", questions: ids, pick: ids.length }]
    }
  }
}
