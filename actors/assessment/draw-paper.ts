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
  const taken = new Set<QuestionId>()
  const drawn = bank.pools.map((pool) => {
    const candidates = pool.questions.filter((id) => byId.has(id) && !taken.has(id))
    const picked = new Set(seeded.draw(candidates, pool.pick))
    for (const id of picked) taken.add(id)
    // In the author's order; whether the order itself is shuffled is the bank's setting, not the pool's.
    return { pool: pool.name, ids: candidates.filter((id) => picked.has(id)) }
  })
  const ordered = (ids: ReadonlyArray<QuestionId>) => (bank.shuffleQuestions ? seeded.draw(ids) : ids)
  const asked = (ids: ReadonlyArray<QuestionId>) =>
    ids.flatMap((id) => {
      const authored = byId.get(id)
      return authored === undefined ? [] : [toPaper(authored, seeded)]
    })
  const { locale, sections } = bank
  if (sections === undefined) return { locale, questions: asked(ordered(drawn.flatMap(({ ids }) => ids))) }
  const parts = sections.map(({ title, instructions, pools }) => ({
    title,
    ...(instructions === undefined ? {} : { instructions }),
    questions: ordered(pools.flatMap((name) => drawn.find(({ pool }) => pool === name)?.ids ?? []))
  }))
  return { locale, questions: asked(parts.flatMap(({ questions }) => questions)), sections: parts }
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
