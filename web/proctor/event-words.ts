/**
 * An event of an attempt's record as a sentence. The record is of the journal and its shapes are the server's own, so it is read
 * with care: what is unknown here stands by its name, and what is missing is left out.
 */
import { UserId } from "../../protocol/ids.ts"
import { words } from "../words/words.ts"

const field = (event: object, name: string): unknown => Reflect.get(event, name)
const text = (event: object, name: string): string | undefined => {
  const value = field(event, name)
  return typeof value === "string" && value !== "" ? value : undefined
}

const isSignal = (name: string): name is keyof ReturnType<typeof words>["proctor"]["signals"] =>
  Object.hasOwn(words().proctor.signals, name)

/** What was noticed, in one line. */
const signalsOf = (event: object): ReadonlyArray<string> => {
  const signals = field(event, "signals")
  if (!Array.isArray(signals)) return []
  return signals.flatMap((signal: unknown) => {
    const kind = typeof signal === "object" && signal !== null ? text(signal, "kind") : undefined
    return kind === undefined ? [] : [isSignal(kind) ? words().proctor.signals[kind] : kind]
  })
}

/** What people wrote is held back from who may not read it, and gone after it was erased. */
const wordsIn = (event: object, name: string): string | undefined => {
  const value = field(event, name)
  if (typeof value === "string") return `“${value}”`
  if (typeof value !== "object" || value === null) return undefined
  const inner = field(value, "value")
  return typeof inner === "string" ? `“${inner}”` : undefined
}

export const eventText = (event: unknown, nameOf: (id: UserId) => string): string => {
  if (typeof event !== "object" || event === null) return ""
  const tag = text(event, "_tag") ?? ""
  const known: Readonly<Record<string, string>> = words().proctor.events
  const minutes = Number(field(event, "ms"))
  const who = Number(field(event, "by"))
  return [
    known[tag] ?? tag,
    ...signalsOf(event),
    text(event, "question"),
    Number.isFinite(minutes) && tag !== "SignalsReported" ? words().proctor.minutes(Math.round(minutes / 6_000) / 10) : undefined,
    text(event, "verdict"),
    wordsIn(event, "text") ?? wordsIn(event, "note"),
    text(event, "reason") === undefined ? undefined : `“${text(event, "reason") ?? ""}”`,
    Number.isSafeInteger(who) && who > 0 ? nameOf(UserId.make(who)) : undefined
  ]
    .filter((part) => part !== undefined)
    .join(" · ")
}
