/** Numbers (G2): bounds are included, and compared as exact fractions. */
import type { Schema } from "effect"
import type { NumericKey, Tolerance } from "../../../protocol/assessment.ts"
import { type Locale, readNumber } from "../../../protocol/number-reading.ts"
import {
  add,
  atMost,
  compare,
  divide,
  fromDecimal,
  magnitude,
  multiply,
  negate,
  one,
  type Rational,
  subtract,
  zero
} from "../rational.ts"

type Key = Schema.Schema.Type<typeof NumericKey>

/** What is accepted, both ends included; `undefined` when a geometric tolerance stands around a value that is not above 0. */
export const acceptedRange = (key: Key): readonly [from: Rational, to: Rational] | undefined => {
  if ("from" in key) {
    const [a, b] = [fromDecimal(key.from), fromDecimal(key.to)]
    return compare(a, b) <= 0 ? [a, b] : [b, a]
  }
  const x = fromDecimal(key.value)
  return key.tolerance === undefined ? [x, x] : around(x, key.tolerance)
}

const around = (x: Rational, { kind, t: text }: Tolerance): readonly [Rational, Rational] | undefined => {
  const t = fromDecimal(text)
  switch (kind) {
    case "absolute":
      return [add(x, negate(t)), add(x, t)]
    case "relative": {
      const distance = multiply(t, magnitude(x))
      return [subtract(x, distance), add(x, distance)]
    }
    case "geometric": {
      const factor = add(one, t)
      return compare(x, zero) > 0 ? [divide(x, factor), multiply(x, factor)] : undefined
    }
  }
}

export const gradeNumeric = (given: string, locale: Locale, key: Key): Rational => {
  const reading = readNumber(given, locale)
  const range = acceptedRange(key)
  if (reading === undefined || range === undefined) return zero
  const a = fromDecimal(reading)
  return atMost(range[0], a) && atMost(a, range[1]) ? one : zero
}
