/**
 * A bank with what a file says of it put in. Questions are the same where their ids are; everything else a file says
 * stands for itself. Putting the same file in again changes nothing. What comes of it is for `validate-bank.ts` to judge.
 */
import type { AuthoredQuestion, Bank, Pool, Section } from "../../protocol/assessment.ts"
import { canonicalJson } from "../../protocol/canonical-json.ts"
import type { QuestionId } from "../../protocol/ids.ts"
import { arranged, tidied, withQuestion } from "./edit-bank.ts"

/** What is left out stays as it is in the bank. */
export interface BankPart {
  readonly questions: ReadonlyArray<AuthoredQuestion>
  readonly locale?: Bank["locale"]
  readonly shuffleQuestions?: boolean
  readonly pools?: ReadonlyArray<Pool>
  readonly sections?: ReadonlyArray<Section>
  /** The pool that a question joins, where the file names it beside the question. */
  readonly joining?: ReadonlyMap<QuestionId, string>
}

/** What becomes of questions that the file does not name. */
export type Others = "keep" | "remove"

/** Text of nothing says as much as none. A table has one cell for both. */
const said = (value: object): string => canonicalJson(Object.fromEntries(Object.entries(value).filter(([, part]) => part !== "")))

/** As it is stored, where the file says no other thing. */
const kept = <A extends object>(stored: A | undefined, given: A): A =>
  stored !== undefined && said(stored) === said(given) ? stored : given

/** An id that the file has twice is there twice afterwards, which is an error of the file's. */
const questionsOf = (bank: Bank, given: ReadonlyArray<AuthoredQuestion>, others: Others): ReadonlyArray<AuthoredQuestion> => {
  const stored = new Map(bank.questions.map((question) => [question.id, question]))
  const placed = given.map((question) => kept(stored.get(question.id), question))
  if (others === "remove") return placed
  const first = new Map<QuestionId, AuthoredQuestion>()
  const further: Array<AuthoredQuestion> = []
  for (const question of placed) {
    if (stored.has(question.id) && !first.has(question.id)) first.set(question.id, question)
    else further.push(question)
  }
  return [...bank.questions.map((question) => first.get(question.id) ?? question), ...further]
}

/** Pools of the file stand in the place of those of their names, and take their questions out of all others. */
const poolsOf = (stored: ReadonlyArray<Pool>, given: ReadonlyArray<Pool>): ReadonlyArray<Pool> => {
  const taken = new Set(given.flatMap(({ questions }) => questions))
  const left = [...given]
  const here = stored.map((pool) => {
    const index = left.findIndex(({ name }) => name === pool.name)
    if (index !== -1) return left.splice(index, 1)[0] ?? pool
    return { ...pool, questions: pool.questions.filter((id) => !taken.has(id)) }
  })
  return [...here, ...left]
}

const sectionsOf = (stored: Bank["sections"], given: ReadonlyArray<Section>): ReadonlyArray<Section> =>
  given.map((section, index) => kept(stored?.[index], section))

export const merged = (bank: Bank, part: BankPart, others: Others): Bank => {
  const questions = questionsOf(bank, part.questions, others)
  const there = new Set(questions.map(({ id }) => id))
  const pools = bank.pools.map((pool) => ({ ...pool, questions: pool.questions.filter((id) => there.has(id)) }))
  let next = tidied({ ...bank, questions, pools })
  for (const [id, pool] of part.joining ?? []) {
    const question = questions.find((one) => one.id === id)
    if (question !== undefined) next = { ...withQuestion(next, question, pool), questions }
  }
  if (part.pools !== undefined) {
    next = { ...next, pools: others === "remove" ? part.pools : poolsOf(next.pools, part.pools) }
    next = others === "remove" && part.sections === undefined ? arranged(next, { sections: null }) : tidied(next)
  }
  return arranged(next, {
    ...(part.locale === undefined ? {} : { locale: part.locale }),
    ...(part.shuffleQuestions === undefined ? {} : { shuffleQuestions: part.shuffleQuestions }),
    ...(part.sections === undefined ? {} : { sections: sectionsOf(bank.sections, part.sections) })
  })
}
