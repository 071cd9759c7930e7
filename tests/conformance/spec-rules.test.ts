/** Every rule of the live protocol is held by a test that names it, and tests name no rule that is none. */
import { readdirSync, readFileSync } from "node:fs"
import { ConfigProvider, Effect } from "effect"
import { expect, it } from "vitest"
import { projectPath } from "../../engine/project.ts"
import { liveSettings, type LiveSettings } from "../../gateway/live/settings.ts"

const spec = readFileSync(projectPath("docs", "protocol", "SPEC.md"), "utf8")
const rules = [...spec.matchAll(/^\*\*(LP-\d+)\b/gm)].map(([, rule = ""]) => rule)

/** Rules that no test can hold, each with the reason. */
const untestable: Readonly<Record<string, string>> = {}

/** What stands first in `it(`, `test(` and `describe(`, or in the call that `each` returns. */
const title = /(?:\b(?:it|test|describe)|\))\(\s*(["'`])((?:(?!\1).)*)\1/g
const namedIn = (source: string): ReadonlyArray<string> =>
  [...source.matchAll(title)].flatMap(([, , name = ""]) => name.match(/\bLP-\d+\b/g) ?? [])

const sources = readdirSync(projectPath("tests"), { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".test.ts"))
  .map((path) => readFileSync(projectPath("tests", path), "utf8"))
const named = new Set(sources.flatMap(namedIn))

it("reads the names of tests however they are written, and nothing else", () => {
  const source = [
    'it("LP-1 one", () => {})',
    "it(\n  'LP-2 LP-3 two',\n  () => {})",
    'it.each([["a"]])("LP-4 for %s", () => {})',
    "it.each([1] as const)(`LP-5 for %i`, () => {})",
    "// LP-6 is spoken of",
    'const text = "LP-7"'
  ]
  expect(source.flatMap(namedIn)).toEqual(["LP-1", "LP-2", "LP-3", "LP-4", "LP-5"])
})

it("every rule of the live protocol is named by a test", () => {
  expect(rules.length).toBeGreaterThan(50)
  expect(new Set(rules).size).toBe(rules.length)
  expect(rules.filter((rule) => !named.has(rule) && untestable[rule] === undefined)).toEqual([])
})

it("tests name no rule that the live protocol does not have, and no exception is out of date", () => {
  expect([...named].filter((rule) => !rules.includes(rule))).toEqual([])
  expect(Object.keys(untestable).filter((rule) => named.has(rule) || !rules.includes(rule))).toEqual([])
})

/** By the variable that sets them, as the table of LP-80 names them. */
const limits: Readonly<Record<string, keyof LiveSettings>> = {
  STOA_LIMIT_COMMANDS: "commandsPerConnection",
  STOA_LIMIT_FRAMES: "framesPerConnection",
  STOA_LIMIT_ADDRESS_FRAMES: "framesPerAddress",
  STOA_LIMIT_ADDRESS_HANDSHAKES: "handshakesPerAddress",
  STOA_LIMIT_ADDRESS_CONNECTIONS: "connectionsPerAddress",
  STOA_LIMIT_ACCOUNT_CONNECTIONS: "connectionsPerAccount"
}
const settingsWith = (environment: Readonly<Record<string, string>>): LiveSettings =>
  Effect.runSync(Effect.provide(liveSettings, ConfigProvider.layer(ConfigProvider.fromUnknown(environment))))

it("LP-80 the table's numbers are the defaults, and each is set by the variable beside it", () => {
  const rows = [...spec.matchAll(/^\|[^|]*\|\s*([\d,]+)[^|]*`(STOA_LIMIT_\w+)`/gm)]
  const documented = new Map(rows.map(([, number = "", name = ""]) => [name, Number(number.replaceAll(",", ""))]))
  expect([...documented.keys()].sort()).toEqual(Object.keys(limits).sort())
  for (const [name, setting] of Object.entries(limits)) {
    expect(settingsWith({})[setting], name).toBe(documented.get(name))
    expect(settingsWith({ [name]: "7" })[setting], name).toBe(7)
  }
  const { commandsPerAccount, commandsPerConnection, subscriptionsPerConnection } = settingsWith({})
  expect(commandsPerAccount).toBe(2 * commandsPerConnection)
  expect(spec).toContain(`at most ${subscriptionsPerConnection} subscriptions`)
})
