/**
 * How a number that somebody typed is read (G2). One reading for everyone: the page shows it before the answer is
 * saved, and grading uses the same, so that "1,234" is a thousand-odd on an English paper and one-point-two on a German
 * one, and the learner knows which.
 */
import { Decimal } from "./assessment.ts"

const separators = {
  en: { group: ",", point: "." },
  de: { group: ".", point: "," }
} as const
export type Locale = keyof typeof separators

/** Spaces of all widths and the Swiss apostrophe also part thousands, in either locale. */
const neutralGroup = /[\u0020\u00a0\u2009\u202f'\u2019]/g
const sign = /^[+\-\u2212]/

const maxDigits = 18
const maxExponent = 18

/**
 * The decimal that `text` says in that locale, canonical; `undefined` when it does not say one. Groups of thousands have
 * three digits or the reading is refused: "1,23" on an English paper is a slip of the keyboard, not a hundred and twenty-three.
 */
export const readNumber = (text: string, locale: Locale): Decimal | undefined => {
  const { group, point } = separators[locale]
  const trimmed = text.trim()
  const negative = sign.test(trimmed) && !trimmed.startsWith("+")
  const unsigned = trimmed.replace(sign, "").trim()
  const [mantissa = "", exponentText, more] = unsigned.split(/[eE]/)
  if (more !== undefined) return undefined
  if (exponentText !== undefined && !/^[+\-\u2212]?[0-9]{1,2}$/.test(exponentText)) return undefined
  const exponent = exponentText === undefined ? 0 : Number(exponentText.replace("\u2212", "-"))
  if (Math.abs(exponent) > maxExponent) return undefined
  const [integerText = "", fraction = "", extra] = mantissa.split(point)
  if (extra !== undefined) return undefined
  const integer = readInteger(integerText, group)
  if (integer === undefined || !/^[0-9]*$/.test(fraction)) return undefined
  if (integer === "" && fraction === "") return undefined
  return canonical(negative, integer, fraction, exponent)
}

const readInteger = (text: string, group: string): string | undefined => {
  if (/^[0-9]*$/.test(text)) return text
  const neutral = text.replace(neutralGroup, " ")
  if (neutral.includes(" ") && neutral.includes(group)) return undefined
  const groups = neutral.split(neutral.includes(" ") ? " " : group)
  const [first = "", ...rest] = groups
  const grouped = /^[0-9]{1,3}$/.test(first) && rest.every((digits) => /^[0-9]{3}$/.test(digits))
  return grouped ? groups.join("") : undefined
}

const canonical = (negative: boolean, integer: string, fraction: string, exponent: number): Decimal | undefined => {
  const digits = integer + fraction
  const point = integer.length + exponent
  const shifted = point <= 0 ? "0".repeat(1 - point) + digits : digits.padEnd(point, "0")
  const at = Math.max(point, 1)
  const whole = shifted.slice(0, at).replace(/^0+(?=.)/, "")
  const part = shifted.slice(at).replace(/0+$/, "")
  if (whole.length > maxDigits || part.length > maxDigits) return undefined
  const magnitude = part === "" ? whole : `${whole}.${part}`
  return Decimal.make(negative && magnitude !== "0" ? `-${magnitude}` : magnitude)
}
