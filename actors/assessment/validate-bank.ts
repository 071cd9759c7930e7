/** What a Schema cannot see in a bank: whether it can be drawn from and graded. Each finding says where and what to do. */
import type { AuthoredQuestion, Bank } from "../../protocol/assessment.ts"
import { compilePattern, normalise } from "./grading/short-text.ts"
import { compare, fromDecimal, whole, zero } from "./rational.ts"

export interface Finding {
  /** As in `questions[3].correct`. */
  readonly path: string
  readonly message: string
  /** A warning is for the author to consider; an error refuses the bank. */
  readonly severity: "error" | "warning"
}

const error = (path: string, message: string): Finding => ({ path, message, severity: "error" })
const warning = (path: string, message: string): Finding => ({ path, message, severity: "warning" })

export const validateBank = (bank: Bank): ReadonlyArray<Finding> => [
  ...bank.questions.flatMap((question, index) => [
    ...identity(bank, question, index),
    ...marks(question, `questions[${index}]`),
    ...key(question, `questions[${index}]`)
  ]),
  ...pools(bank)
]

/** Fit to be published: no error, warnings allowed. */
export const isSound = (findings: ReadonlyArray<Finding>): boolean => findings.every(({ severity }) => severity === "warning")

/** Names that every JavaScript object has already; papers and answers are kept in objects by question. */
const isReserved = (id: string): boolean => id in {}

const identity = (bank: Bank, { id }: AuthoredQuestion, index: number): ReadonlyArray<Finding> => {
  if (isReserved(id)) return [error(`questions[${index}].id`, `"${id}" cannot be used as an id. Choose another.`)]
  const first = bank.questions.findIndex((other) => other.id === id)
  return first === index
    ? []
    : [error(`questions[${index}].id`, `"${id}" is the id of question ${first + 1} too. Give each question its own.`)]
}

const marks = (question: AuthoredQuestion, path: string): ReadonlyArray<Finding> => {
  const value = fromDecimal(question.marks)
  const places = question.marks.split(".")[1]?.length ?? 0
  return compare(value, zero) > 0 && compare(value, whole(1_000_000)) <= 0 && places <= 6
    ? []
    : [error(`${path}.marks`, "Marks are above 0, at most 1,000,000, with at most six decimals.")]
}

const key = (question: AuthoredQuestion, path: string): ReadonlyArray<Finding> => {
  switch (question.kind) {
    case "single":
      return [...options(question.options, path), ...exists(question.options, question.correct, `${path}.correct`)]
    case "multiple":
      return [
        ...options(question.options, path),
        ...question.correct.flatMap((id, index) => [
          ...exists(question.options, id, `${path}.correct[${index}]`),
          ...(question.correct.indexOf(id) === index
            ? []
            : [error(`${path}.correct[${index}]`, `Option "${id}" is named twice. Name it once.`)])
        ])
      ]
    case "true_false":
      return []
    case "numeric":
      return numeric(question.correct, `${path}.correct`)
    case "text":
      return text(question.correct, `${path}.correct`)
  }
}

type Options = Extract<AuthoredQuestion, { readonly kind: "single" }>["options"]

const options = (all: Options, path: string): ReadonlyArray<Finding> =>
  all.flatMap(({ id }, index) =>
    all.findIndex((other) => other.id === id) === index
      ? []
      : [error(`${path}.options[${index}].id`, `"${id}" is the id of another option too. Give each option its own.`)]
  )

const exists = (all: Options, id: string, path: string): ReadonlyArray<Finding> =>
  all.some((option) => option.id === id) ? [] : [error(path, `There is no option "${id}". Name one of this question's.`)]

const numeric = (
  correct: Extract<AuthoredQuestion, { readonly kind: "numeric" }>["correct"],
  path: string
): ReadonlyArray<Finding> => {
  if ("from" in correct || correct.tolerance === undefined) return []
  const x = fromDecimal(correct.value)
  const { kind, t } = correct.tolerance
  if (compare(fromDecimal(t), zero) < 0) return [error(`${path}.tolerance.t`, "A tolerance is 0 or more.")]
  if (kind === "geometric" && compare(x, zero) <= 0) {
    return [error(`${path}.tolerance`, "A geometric tolerance needs a value above 0. Choose an absolute one.")]
  }
  return kind === "relative" && compare(x, zero) === 0
    ? [warning(`${path}.tolerance`, "A relative tolerance around 0 accepts 0 alone. An absolute one may be meant.")]
    : []
}

const text = (
  { accepted, caseSensitive }: Extract<AuthoredQuestion, { readonly kind: "text" }>["correct"],
  path: string
): ReadonlyArray<Finding> =>
  accepted.flatMap(({ match, value }, index) => {
    const at = `${path}.accepted[${index}].value`
    if (match === "exact") return normalise(value) === "" ? [error(at, "An accepted answer is not blank.")] : []
    const compiled = compilePattern(value, caseSensitive)
    return "error" in compiled ? [error(at, `The pattern cannot be used: ${compiled.error}.`)] : []
  })

const pools = (bank: Bank): ReadonlyArray<Finding> => {
  const known = new Set(bank.questions.map(({ id }) => id))
  const poolOf = new Map<string, string>()
  return bank.pools.flatMap((pool, p) => [
    ...pool.questions.flatMap((id, index) => {
      const path = `pools[${p}].questions[${index}]`
      if (!known.has(id)) return [error(path, `There is no question "${id}" in this bank.`)]
      const taken = poolOf.get(id)
      poolOf.set(id, pool.name)
      return taken === undefined ? [] : [error(path, `"${id}" is in pool "${taken}" already, and would be asked twice.`)]
    }),
    ...(pool.pick <= pool.questions.length
      ? []
      : [error(`pools[${p}].pick`, `${pool.pick} of ${pool.questions.length} cannot be picked. Pick fewer or add questions.`)])
  ])
}
