/** What a Schema cannot see in a bank: whether it can be drawn from and graded. Each finding says where and what to do. */
import { type AuthoredQuestion, type Bank, mostQuestions } from "../../protocol/assessment.ts"
import { compilePattern, normalise } from "./grading/short-text.ts"
import { compare, fromDecimal, whole, zero } from "./rational.ts"

export interface Finding {
  /** As in `questions[3].correct`. */
  readonly path: string
  readonly message: string
  /** A warning is for the author to consider; an error refuses the bank. */
  readonly severity: "error" | "warning"
}

export const error = (path: string, message: string): Finding => ({ path, message, severity: "error" })
export const warning = (path: string, message: string): Finding => ({ path, message, severity: "warning" })

export const validateBank = (bank: Bank): ReadonlyArray<Finding> => [
  ...size(bank),
  ...bank.questions.flatMap((question, index) => [
    ...identity(bank, question, index),
    ...marks(question, `questions[${index}]`),
    ...key(question, `questions[${index}]`)
  ]),
  ...pools(bank),
  ...sections(bank)
]

/** Fit to be published: no error, warnings allowed. */
export const isSound = (findings: ReadonlyArray<Finding>): boolean => findings.every(({ severity }) => severity === "warning")

/** Edits and imports put banks together that no Schema has seen whole. */
const size = ({ questions, pools: those }: Bank): ReadonlyArray<Finding> => [
  ...(questions.length === 0 ? [error("questions", "A bank has a question at least. Add one.")] : []),
  ...(questions.length > mostQuestions
    ? [error("questions", `${questions.length} questions are too many. Keep at most ${mostQuestions} in a bank.`)]
    : []),
  ...(those.length === 0 ? [error("pools", "Without a pool nothing is ever asked. Add one.")] : [])
]

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
      return [
        ...options(question.options, path),
        ...texts(question.options, path),
        ...exists(question.options, question.correct, `${path}.correct`)
      ]
    case "multiple":
      return [
        ...options(question.options, path),
        ...texts(question.options, path),
        ...(question.options.every(({ id }) => question.correct.includes(id))
          ? [warning(`${path}.correct`, "Every option is right: whoever ticks all has full marks. Add a wrong one.")]
          : []),
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

/** Two that read alike can only be told apart by luck. */
const texts = (all: Options, path: string): ReadonlyArray<Finding> =>
  all.flatMap(({ id, text }, index) =>
    all.slice(0, index).every((other) => other.id === id || normalise(other.text) !== normalise(text))
      ? []
      : [warning(`${path}.options[${index}].text`, "Another option reads the same. Learners cannot tell them apart.")]
  )

const exists = (all: Options, id: string, path: string): ReadonlyArray<Finding> =>
  all.some((option) => option.id === id) ? [] : [error(path, `There is no option "${id}". Name one of this question's.`)]

const numeric = (
  correct: Extract<AuthoredQuestion, { readonly kind: "numeric" }>["correct"],
  path: string
): ReadonlyArray<Finding> => {
  if ("from" in correct) {
    return compare(fromDecimal(correct.from), fromDecimal(correct.to)) <= 0
      ? []
      : [warning(path, "The range ends before it begins; it is read the other way round. Write the smaller number first.")]
  }
  if (correct.tolerance === undefined) return []
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
  const byId = new Map(bank.questions.map((question) => [question.id, question]))
  const poolOf = new Map<string, string>()
  const found = bank.pools.flatMap((pool, p) => [
    ...(bank.pools.findIndex(({ name }) => name === pool.name) === p
      ? []
      : [warning(`pools[${p}].name`, `Another pool is named "${pool.name}", too. Give each its own name.`)]),
    ...pool.questions.flatMap((id, index) => {
      const path = `pools[${p}].questions[${index}]`
      if (!byId.has(id)) return [error(path, `There is no question "${id}" in this bank.`)]
      const taken = poolOf.get(id)
      poolOf.set(id, pool.name)
      return taken === undefined ? [] : [error(path, `"${id}" is in pool "${taken}" already, and would be asked twice.`)]
    }),
    ...(pool.pick <= pool.questions.length
      ? []
      : [error(`pools[${p}].pick`, `${pool.pick} of ${pool.questions.length} cannot be picked. Pick fewer or add questions.`)]),
    ...(pool.pick < pool.questions.length && new Set(pool.questions.map((id) => byId.get(id)?.marks)).size > 1
      ? [warning(`pools[${p}]`, "Its questions have different marks: papers differ in what they total. Give them equal ones.")]
      : [])
  ])
  const unasked = bank.questions.flatMap(({ id }, index) =>
    poolOf.has(id) ? [] : [warning(`questions[${index}].id`, `"${id}" is in no pool and is never asked. Add it to one.`)]
  )
  return [...found, ...unasked]
}

const sections = ({ sections: all, pools: those }: Bank): ReadonlyArray<Finding> => {
  if (all === undefined) return []
  const sectionOf = new Map<string, string>()
  const found = all.flatMap((section, s) =>
    section.pools.flatMap((name, index) => {
      const path = `sections[${s}].pools[${index}]`
      const named = those.filter((pool) => pool.name === name).length
      if (named === 0) return [error(path, `There is no pool "${name}" in this bank.`)]
      if (named > 1) return [error(path, `${named} pools are named "${name}". Give each its own name.`)]
      const taken = sectionOf.get(name)
      sectionOf.set(name, section.title)
      return taken === undefined ? [] : [error(path, `Pool "${name}" is in section "${taken}" already. Name it once.`)]
    })
  )
  const outside = those.flatMap(({ name }, p) =>
    sectionOf.has(name) ? [] : [error(`pools[${p}].name`, `Pool "${name}" is in no section and is never asked. Add it to one.`)]
  )
  return [...found, ...outside]
}
