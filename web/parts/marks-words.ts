/**
 * An exact number of marks for people: a decimal where it is one, else a fraction, `1 2/3`. Cutting a third to decimals would make it
 * another number.
 */
import type { Exact } from "../../protocol/attempt.ts"

const mostPlaces = 6

export const marksWords = (exact: Exact): string => {
  const [over = "0", under = "1"] = exact.replace("-", "").split("/")
  const [marks, parts] = [BigInt(over), BigInt(under)]
  const sign = exact.startsWith("-") ? "−" : ""
  const whole = marks / parts
  const rest = marks % parts
  if (rest === 0n) return `${sign}${whole}`
  for (let places = 1; places <= mostPlaces; places++) {
    const shifted = rest * 10n ** BigInt(places)
    if (shifted % parts === 0n) return `${sign}${whole}.${String(shifted / parts).padStart(places, "0")}`
  }
  return `${sign}${whole === 0n ? "" : `${whole} `}${rest}/${parts}`
}
