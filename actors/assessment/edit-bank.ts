/** A bank with one thing changed. What comes of it is for `validate-bank.ts` to judge: a bank may pass through unsound steps. */
import type { AuthoredQuestion, Bank, Pool } from "../../protocol/assessment.ts"
import type { QuestionId } from "../../protocol/ids.ts"

const without = (id: QuestionId, pools: ReadonlyArray<Pool>): ReadonlyArray<Pool> =>
  pools.map((pool) => ({ ...pool, questions: pool.questions.filter((one) => one !== id) }))

/** Pools that nothing is left in go, and headings with nothing under them. */
export const tidied = (bank: Bank): Bank => {
  const pools = bank.pools.filter(({ questions }) => questions.length > 0)
  const names = new Set(pools.map(({ name }) => name))
  const { sections, ...rest } = bank
  if (sections === undefined) return { ...rest, pools }
  const left = sections
    .map((section) => ({ ...section, pools: section.pools.filter((name) => names.has(name)) }))
    .filter((section) => section.pools.length > 0)
  return { ...rest, pools, ...(left.length === 0 ? {} : { sections: left }) }
}

/**
 * In the place of the question with its id, or at the end. With a pool it moves there; a pool that is not there yet is made
 * and picks one.
 */
export const withQuestion = (bank: Bank, question: AuthoredQuestion, pool?: string): Bank => {
  const known = bank.questions.some(({ id }) => id === question.id)
  const questions = known ? bank.questions.map((one) => (one.id === question.id ? question : one)) : [...bank.questions, question]
  if (pool === undefined || bank.pools.some(({ name, questions: ids }) => name === pool && ids.includes(question.id)))
    return { ...bank, questions }
  const others = without(question.id, bank.pools)
  const pools = others.some(({ name }) => name === pool)
    ? others.map((one) => (one.name === pool ? { ...one, questions: [...one.questions, question.id] } : one))
    : [...others, { name: pool, questions: [question.id], pick: 1 }]
  return tidied({ ...bank, questions, pools })
}

/** `undefined` when it is not there. */
export const withoutQuestion = (bank: Bank, id: QuestionId): Bank | undefined =>
  bank.questions.some((one) => one.id === id)
    ? tidied({ ...bank, questions: bank.questions.filter((one) => one.id !== id), pools: without(id, bank.pools) })
    : undefined

export interface Arranged {
  readonly locale?: Bank["locale"]
  readonly pools?: Bank["pools"]
  /** `null`: none. */
  readonly sections?: NonNullable<Bank["sections"]> | null
  readonly shuffleQuestions?: boolean
}

export const arranged = (bank: Bank, { sections, ...more }: Arranged): Bank => {
  const { sections: before, ...rest } = bank
  const kept = sections === undefined ? before : (sections ?? undefined)
  return { ...rest, ...more, ...(kept === undefined ? {} : { sections: kept }) }
}
