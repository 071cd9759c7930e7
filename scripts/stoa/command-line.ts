/** The words after `stoa`, found among the areas and their verbs, and carried out; what it says is handed back. */
import { parseArgs } from "node:util"
import { login, logout, sessions, whoami } from "./access.ts"
import { audit, settings } from "./administration.ts"
import { actors } from "./actors.ts"
import { courses } from "./courses.ts"
import { banks, courseFiles } from "./exchange.ts"
import { admin } from "./first-administrator.ts"
import { people } from "./people.ts"
import { printed } from "./print.ts"
import { type Area, Trouble, type Verb } from "./verb.ts"

const alone: Area = { login, logout, whoami }
const areas: Readonly<Record<string, Area>> = {
  admin,
  people,
  courses: { ...courses, ...courseFiles },
  banks,
  sessions,
  audit,
  settings,
  actors
}

const calls = "npm run stoa -- "
const lineOf = (name: string, { usage, summary }: Verb): string =>
  `  ${name}${usage === undefined ? "" : ` ${usage}`}\n      ${summary}`

const helpFor = (area?: string): string => {
  const chosen = area === undefined ? Object.entries(areas) : Object.entries(areas).filter(([name]) => name === area)
  const own = area === undefined ? Object.entries(alone).map(([name, verb]) => lineOf(name, verb)) : []
  const others = chosen.flatMap(([name, verbs]) => Object.entries(verbs).map(([verb, about]) => lineOf(`${name} ${verb}`, about)))
  const common = ["  --json   one JSON value on standard output", "  --help   this, or about one area or verb"]
  return [`usage: ${calls}<area> <verb> [options]`, "", ...own, ...others, "", ...common, ""].join("\n")
}

const find = (
  words: ReadonlyArray<string>
): { readonly name: string; readonly verb: Verb; readonly rest: ReadonlyArray<string> } => {
  const [first = "", second = ""] = words
  if (Object.hasOwn(alone, first) && alone[first] !== undefined) return { name: first, verb: alone[first], rest: words.slice(1) }
  const area = Object.hasOwn(areas, first) ? areas[first] : undefined
  const verb = area !== undefined && Object.hasOwn(area, second) ? area[second] : undefined
  if (verb === undefined) throw new Trouble(helpFor(area === undefined ? undefined : first), 2)
  return { name: `${first} ${second}`, verb, rest: words.slice(2) }
}

const readArguments = (name: string, verb: Verb, rest: ReadonlyArray<string>) => {
  const help = `usage: ${calls}${name} ${verb.usage ?? ""}\n\n  ${verb.summary}\n`
  const options = { ...verb.options, json: { type: "boolean" }, help: { type: "boolean", short: "h" } } as const
  try {
    const { values, positionals } = parseArgs({ args: [...rest], options, allowPositionals: true, strict: true })
    const wanted = verb.arguments ?? []
    const most = wanted.length + (verb.further?.length ?? 0)
    if (values.help !== true && (positionals.length < wanted.length || positionals.length > most))
      throw new Trouble(`It takes ${wanted.length === 0 ? "no arguments" : wanted.join(" and ")}.\n${help}`, 2)
    return { help, values: new Map<string, unknown>(Object.entries(values)), positionals }
  } catch (error) {
    if (error instanceof Trouble) throw error
    throw new Trouble(`${error instanceof Error ? error.message : String(error)}\n${help}`, 2)
  }
}

/** What is to be written to the two streams, and how the program ends. */
export interface Ended {
  readonly code: number
  readonly out: string
  readonly err: string
}

const carriedOut = async (words: ReadonlyArray<string>): Promise<Ended> => {
  const [first] = words
  if (first === undefined || first === "--help" || first === "-h" || first === "help")
    return { code: first === undefined ? 2 : 0, out: helpFor(), err: "" }
  if (Object.hasOwn(areas, first) && (words[1] === undefined || words[1] === "--help" || words[1] === "-h"))
    return { code: words[1] === undefined ? 2 : 0, out: helpFor(first), err: "" }
  const { name, verb, rest } = find(words)
  const { help, values, positionals } = readArguments(name, verb, rest)
  if (values.get("help") === true) return { code: 0, out: help, err: "" }
  const said = await verb.run({
    arguments: positionals,
    text: (option) => {
      const value = values.get(option)
      return typeof value === "string" ? value : undefined
    },
    flag: (option) => values.get(option) === true
  })
  return { code: said.failed === true ? 1 : 0, out: printed(said, values.get("json") === true), err: "" }
}

/** Carries out what the words after `stoa` ask for. */
export const commandLine = async (words: ReadonlyArray<string>): Promise<Ended> => {
  try {
    return await carriedOut(words)
  } catch (error) {
    const err = `${error instanceof Error ? error.message.trimEnd() : String(error)}\n`
    return { code: error instanceof Trouble ? error.exitCode : 1, out: "", err }
  }
}
