/** What a run of scenarios has learnt, by name, and how parts of answers are named. */
import type { Given } from "./step.ts"

/** `data.courses[title=Drill].id` → `data`, `courses`, `[title=Drill]`, `id`. */
const segments = (path: string): ReadonlyArray<string> => path.match(/\[[^\]]*\]|[^.[]+/g) ?? []

/** A part of an answer; `undefined` where there is none. */
export const partOf = (answer: unknown, path: string): unknown =>
  segments(path).reduce<unknown>((part, segment) => {
    if (typeof part !== "object" || part === null) return undefined
    const chosen = /^\[(?:(\w+)=(.*)|(\d+))\]$/.exec(segment)
    if (chosen === null) return Reflect.get(part, segment)
    const [, field = "", value, index] = chosen
    if (!Array.isArray(part)) return undefined
    return index === undefined ? part.find((one) => String(partOf(one, field)) === value) : part[Number(index)]
  }, answer)

export class Known {
  readonly #things = new Map<string, unknown>()
  readonly #words = new Set<string>()

  learn(name: string, thing: unknown): void {
    if (thing === undefined) throw new Error(`nothing to learn as ${name}`)
    this.#things.set(name, thing)
  }

  /** All that was learnt, as far as it is text. */
  texts(): ReadonlyArray<string> {
    return [...this.#things.values()].filter((thing) => typeof thing === "string")
  }

  /** Takes note of what was sent by people: their words, and what proves them. */
  heard(sent: unknown, name = ""): void {
    if (typeof sent === "string") {
      if (/password|token|code|secret|challenge|email|phone/.test(name) || /\S\s+\S/.test(sent)) this.#words.add(sent)
    } else if (typeof sent === "object" && sent !== null) {
      for (const [field, inner] of Object.entries(sent)) this.heard(inner, Array.isArray(sent) ? name : field)
    }
  }

  words(): ReadonlyArray<string> {
    return [...this.#words].filter((text) => text.length >= 6)
  }

  /** `given` with what its names stand for. */
  filled(given: Given): unknown {
    if (typeof given === "string" && /^\$\w+$/.test(given)) {
      const name = given.slice(1)
      if (!this.#things.has(name)) throw new Error(`nothing is known as ${name} yet`)
      return this.#things.get(name)
    }
    if (Array.isArray(given)) return given.map((one) => this.filled(one))
    if (typeof given === "object" && given !== null)
      return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, this.filled(value)]))
    return given
  }
}
