/**
 * Exact numbers (G0): a fraction of whole numbers in lowest terms, the denominator positive. Thirds and per cents of
 * them have no finite decimal, so decimals alone would not do: 2 of 3 marks against a pass mark of 66.67 % has to fail.
 */
import { Decimal } from "../../protocol/assessment.ts"
import { Exact } from "../../protocol/attempt.ts"

export interface Rational {
  readonly numerator: bigint
  readonly denominator: bigint
}

const divisor = (a: bigint, b: bigint): bigint => {
  while (b !== 0n) [a, b] = [b, a % b]
  return a < 0n ? -a : a
}

export const ratio = (numerator: bigint, denominator: bigint): Rational => {
  if (denominator === 0n) throw new RangeError("a fraction's denominator is zero")
  const sign = denominator < 0n ? -1n : 1n
  const common = divisor(numerator, denominator)
  return { numerator: (sign * numerator) / common, denominator: (sign * denominator) / common }
}

export const whole = (value: number | bigint): Rational => ({ numerator: BigInt(value), denominator: 1n })
export const zero = whole(0)
export const one = whole(1)

export const add = (a: Rational, b: Rational): Rational =>
  ratio(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator)
export const negate = (a: Rational): Rational => ({ numerator: -a.numerator, denominator: a.denominator })
export const subtract = (a: Rational, b: Rational): Rational => add(a, negate(b))
export const multiply = (a: Rational, b: Rational): Rational => ratio(a.numerator * b.numerator, a.denominator * b.denominator)
export const divide = (a: Rational, b: Rational): Rational => ratio(a.numerator * b.denominator, a.denominator * b.numerator)
export const magnitude = (a: Rational): Rational => (a.numerator < 0n ? negate(a) : a)

/** Negative, zero or positive as `a` is below, equal to or above `b`. */
export const compare = (a: Rational, b: Rational): number => {
  const difference = a.numerator * b.denominator - b.numerator * a.denominator
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}
export const atMost = (a: Rational, b: Rational): boolean => compare(a, b) <= 0
export const larger = (a: Rational, b: Rational): Rational => (compare(a, b) >= 0 ? a : b)

export const fromDecimal = (decimal: Decimal): Rational => {
  const point = decimal.indexOf(".")
  if (point === -1) return whole(BigInt(decimal))
  const places = decimal.length - point - 1
  return ratio(BigInt(decimal.slice(0, point) + decimal.slice(point + 1)), 10n ** BigInt(places))
}

export const toExact = (a: Rational): Exact =>
  Exact.make(a.denominator === 1n ? String(a.numerator) : `${a.numerator}/${a.denominator}`)

export const fromExact = (exact: Exact): Rational => {
  const slash = exact.indexOf("/")
  return slash === -1 ? whole(BigInt(exact)) : ratio(BigInt(exact.slice(0, slash)), BigInt(exact.slice(slash + 1)))
}

const floorDivide = (a: bigint, b: bigint): bigint => (a < 0n && a % b !== 0n ? a / b - 1n : a / b)

/** The smallest whole number that is not below `a`. */
export const ceiling = (a: Rational): bigint => -floorDivide(-a.numerator, a.denominator)

/** Cut down to `places` decimals, never rounded up: a fail must not read as a pass. Trailing zeros are left out. */
export const toDecimal = (a: Rational, places: number): Decimal => {
  const scale = 10n ** BigInt(places)
  const scaled = floorDivide(a.numerator * scale, a.denominator)
  const digits = (scaled < 0n ? -scaled : scaled).toString().padStart(places + 1, "0")
  const fraction = digits.slice(digits.length - places).replace(/0+$/, "")
  const integer = digits.slice(0, digits.length - places)
  const text = fraction === "" || places === 0 ? integer : `${integer}.${fraction}`
  return Decimal.make(scaled < 0n ? `-${text}` : text)
}
