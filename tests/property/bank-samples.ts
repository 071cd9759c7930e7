/** Banks of any shape that is sound, with texts that tables and spreadsheets find hard. */
import fc from "fast-check"
import { compilePattern } from "../../actors/assessment/grading/short-text.ts"
import type { Bank } from "../../protocol/assessment.ts"
import { decodeBank } from "./assessment-samples.ts"

const signs = [..."abcXYZ059 .,;:'\"\\\n\r\t=+-@#|()[]{}€äß漢🎓\u00a0\u2028", "\r\n", "''=", "'-", '""', ", "]
/** Not blank. */
export const words = fc
  .array(fc.constantFrom(...signs), { minLength: 1, maxLength: 12 })
  .map((parts) => parts.join(""))
  .filter((text) => /\S/.test(text))
const anyText = fc.oneof({ weight: 4, arbitrary: words }, { weight: 1, arbitrary: fc.constantFrom("", " ", "\n", "'", "-") })
const id = fc
  .array(fc.constantFrom(..."abcXYZ0129_-"), { minLength: 1, maxLength: 6 })
  .map((letters) => letters.join(""))
  .filter((name) => !(name in {}))

const decimal = (from: number, to: number) =>
  fc
    .tuple(fc.integer({ min: from, max: to }), fc.constantFrom("", ".5", ".25", ".000001"))
    .map(([whole, part]) => `${whole}${part}`)
export const maybe = <A>(name: string, value: fc.Arbitrary<A>): fc.Arbitrary<object> =>
  fc.option(value, { nil: undefined }).map((given) => (given === undefined ? {} : { [name]: given }))
const all = (...parts: ReadonlyArray<fc.Arbitrary<object>>): fc.Arbitrary<object> =>
  fc.tuple(...parts).map((given) => Object.assign({}, ...given))

const asked = (own: string) =>
  all(
    fc.record({ id: fc.constant(own), prompt: words, marks: decimal(1, 999_999) }),
    maybe("explanation", anyText),
    maybe("shuffle", fc.boolean())
  )
const options = fc.uniqueArray(id, { minLength: 2, maxLength: 5 }).chain((ids) => {
  return fc.tuple(...ids.map((one) => words.map((text) => ({ id: one, text }))))
})

const tolerance = fc.record({ kind: fc.constantFrom("absolute", "relative", "geometric"), t: decimal(0, 9) })
const numericKey = fc.oneof(
  all(fc.record({ value: decimal(1, 999) }), maybe("tolerance", tolerance)),
  fc.record({ value: decimal(-99, -1) }),
  fc.record({ from: decimal(-99, 0).map((text) => text.replace("-0", "0")), to: decimal(1, 99) })
)
const accepted = fc.oneof(
  words.filter((text) => /[a-z0-9]/i.test(text)).map((value) => ({ match: "exact", value })),
  fc
    .constantFrom("TLS ?1\\.[23]", "(a|b)+", "^-?\\d+$", "=\\w+")
    .filter((value) => !("error" in compilePattern(value, false)))
    .map((value) => ({ match: "pattern", value }))
)

export const questionNamed = (own: string): fc.Arbitrary<object> =>
  fc.oneof(
    fc
      .tuple(asked(own), options, fc.nat())
      .map(([base, list, n]) => ({ kind: "single", ...base, options: list, correct: list[n % list.length]?.id })),
    fc
      .tuple(
        asked(own),
        options.chain((list) =>
          fc.record({
            options: fc.constant(list),
            correct: fc.shuffledSubarray(
              list.map((one) => one.id),
              { minLength: 1 }
            )
          })
        ),
        maybe("negative", fc.boolean())
      )
      .map((parts) => Object.assign({ kind: "multiple" }, ...parts)),
    fc.tuple(asked(own), fc.boolean()).map(([base, correct]) => ({ kind: "true_false", ...base, correct })),
    fc
      .tuple(asked(own), numericKey, maybe("unit", anyText))
      .map(([base, correct, unit]) => ({ kind: "numeric", ...base, ...unit, correct })),
    fc
      .tuple(asked(own), fc.array(accepted, { minLength: 1, maxLength: 3 }), fc.boolean())
      .map(([base, list, caseSensitive]) => ({ kind: "text", ...base, correct: { accepted: list, caseSensitive } }))
  )

/** Cut into parts that follow each other, none of them empty. */
const cut = <A>(list: ReadonlyArray<A>, sizes: ReadonlyArray<number>): ReadonlyArray<ReadonlyArray<A>> => {
  const parts: Array<ReadonlyArray<A>> = []
  for (let at = 0, n = 0; at < list.length; n++) {
    const size = sizes[n % sizes.length] ?? 1
    parts.push(list.slice(at, at + size))
    at += size
  }
  return parts
}
const sizes = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 4 })

export const soundBank: fc.Arbitrary<Bank> = fc.uniqueArray(id, { minLength: 1, maxLength: 7 }).chain((ids) =>
  fc
    .record({
      locale: fc.constantFrom("en", "de"),
      shuffleQuestions: fc.boolean(),
      questions: fc.tuple(...ids.map(questionNamed)),
      pooled: fc.shuffledSubarray(ids, { minLength: 1 }),
      poolSizes: sizes,
      picks: fc.array(fc.nat(), { minLength: 1, maxLength: 4 }),
      names: fc.uniqueArray(words, { minLength: ids.length, maxLength: ids.length }),
      headed: fc.boolean(),
      sectionSizes: sizes,
      titles: fc.array(fc.tuple(words, maybe("instructions", anyText)), { minLength: ids.length, maxLength: ids.length })
    })
    .map(({ locale, shuffleQuestions, questions, pooled, poolSizes, picks, names, headed, sectionSizes, titles }) => {
      const pools = cut(pooled, poolSizes).map((members, n) => ({
        name: names[n] ?? "",
        questions: members,
        pick: 1 + ((picks[n % picks.length] ?? 0) % members.length)
      }))
      // In another order than the pools have.
      const sections = cut([...pools].reverse(), sectionSizes).map((part, n) => ({
        title: titles[n]?.[0] ?? "",
        ...titles[n]?.[1],
        pools: part.map(({ name }) => name)
      }))
      return decodeBank({ locale, shuffleQuestions, questions, pools, ...(headed ? { sections } : {}) })
    })
)
