/**
 * The description alone is enough to use REST: every operation comes to a 2xx whose body is as described, and whatever else is
 * sent gets a declared refusal in the envelope. A group of routes has its scenario in a file under `scenarios/`.
 */
import fc from "fast-check"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { openApi } from "../../gateway/rest/openapi.ts"
import { isReference, type Route } from "../../gateway/rest/document.ts"
import { Mailbox } from "../integration/fixtures/mailbox.ts"
import { startStoa, type StoaProcess } from "../integration/fixtures/stoa-process.ts"
import { audited } from "../conformance/audited-routes.ts"
import { testDatabase } from "../postgres.ts"
import { arbitraryOf, bent } from "./arbitrary.ts"
import { drive, send } from "./drive.ts"
import { faultOf, routes } from "./judge.ts"
import { Known } from "./known.ts"
import { People } from "./people.ts"
import { scenarios } from "./scenarios/index.ts"

const { url, sql } = await testDatabase()
let stoa: StoaProcess
let mailbox: Mailbox
const known = new Known()
const mail = { STOA_MAIL_FROM: "Stoa <stoa@academy.example>", STOA_PUBLIC_URL: "https://learn.academy.example" }
let people: People
const driven = new Set<string>()

beforeAll(async () => {
  mailbox = await Mailbox.open()
  stoa = await startStoa(url, { env: { STOA_LIMIT_REQUESTS: "100000", STOA_SMTP_URL: mailbox.url, ...mail } })
  people = new People(stoa, sql, known)
  for (const role of Object.keys(stoa.accounts)) await people.token(role)
})
afterAll(async () => {
  await stoa.stop()
  await mailbox.goAway()
})

describe("every operation", () => {
  it.each(scenarios)("OAS-7 comes to an answer as described: $name", async ({ newcomers, steps }) => {
    for (const [name, role] of Object.entries(newcomers ?? {})) await people.join(name, role)
    for (const step of steps) {
      await drive({ stoa, people, known, mailbox, sql }, step)
      driven.add(step.operation)
    }
  })

  it("OAS-8 has its way in a scenario", () => {
    // A step in tests/contract/scenarios/, in the file of its group.
    expect([...routes.keys()].filter((operation) => !driven.has(operation)).sort()).toEqual([])
  })
})

/** What things are called that are gone, or that stand for themselves: an entry has to name them. */
const named = ["Lighthouse Ltd", "Safe mail"]

describe("the audit log of all that", () => {
  it("AUD-21 has every action that a route is said to be recorded as", async () => {
    const rows = await sql<Array<{ action: string }>>`select distinct action from audit_log`
    const written = new Set(rows.map(({ action }) => action))
    const missing = Object.entries(audited).flatMap(([route, actions]) =>
      actions.filter((action) => !written.has(action)).map((action) => `${route}: ${action}`)
    )
    // Where a scenario brings none about, it wants another step.
    expect(missing).toEqual([])
  })

  it("AUD-22 has no secret, no address, no name and no word of anybody's in it", async () => {
    const rows = await sql<Array<{ entry: string }>>`select entry from audit_log`
    expect(rows.length).toBeGreaterThan(40)
    const log = rows.map(({ entry }) => entry).join("\n")
    expect(known.texts().filter((text) => text.length >= 6 && log.includes(text))).toEqual([])
    expect(log.match(/[^\s"@]+@[^\s"@]+\.[a-z]+/g)).toBeNull()
    const names = await sql<Array<{ name: string }>>`
      select distinct unnest(array[first_name, last_name, email_hash]) as name from user_profiles join users on users.id = user_id`
    expect(names.map(({ name }) => name).filter((name) => name !== null && log.includes(`"${name}"`))).toEqual([])
    expect(known.words().length).toBeGreaterThan(50)
    expect(known.words().filter((text) => log.includes(text) && !named.includes(text))).toEqual([])
  })
})

const { schemas } = openApi.components
/** Enough that a Schema's corners come up, few enough that everything takes a minute. */
const runs = 12

const parametersOf = ({ operation }: Route): fc.Arbitrary<Readonly<Record<string, unknown>>> => {
  const own = operation.parameters.flatMap((one) => (isReference(one) || one.in === "header" ? [] : [one]))
  const arbitraries = own.map((one) => {
    const fitting = arbitraryOf(one.schema, schemas, one.name)
    // An empty part of a path is another address.
    const other = fc.string({ minLength: 1, maxLength: 20 }).filter((text) => text !== "." && text !== "..")
    return [one.name, fc.oneof({ weight: 4, arbitrary: fitting }, { weight: 1, arbitrary: other })] as const
  })
  return fc.record(Object.fromEntries(arbitraries), {
    requiredKeys: own.filter(({ required }) => required).map(({ name }) => name),
    noNullPrototype: true
  })
}

const bodiesOf = ({ operation }: Route): fc.Arbitrary<string | undefined> => {
  const schema = operation.requestBody?.content["application/json"]?.schema
  if (schema === undefined) return fc.constant(undefined)
  const fitting = arbitraryOf(schema, schemas)
  return fc.oneof(
    { weight: 5, arbitrary: fitting.map((value) => JSON.stringify(value)) },
    { weight: 4, arbitrary: fitting.chain(bent).map((value) => JSON.stringify(value)) },
    { weight: 1, arbitrary: fc.constantFrom("", "{", "[1,", "\u0000", "null", '{"a":1,"a":2}', "[".repeat(5_000)) }
  )
}

/** What ends a log-in ends that of who fuzzes. */
const askers = ["student", "instructor", "admin", "nobody"]

describe("whatever is sent", () => {
  it.each([...routes.values()].map((route) => [route.operation.operationId, route] as const))(
    "OAS-9 %s answers in the envelope, as declared, and never with a 5xx",
    async (_operation, route) => {
      const request = fc.record({
        asker: fc.constantFrom(...askers),
        revision: fc.constantFrom("*", "*", '"r1"', 'W/"r1", nonsense'),
        parameters: parametersOf(route),
        body: bodiesOf(route)
      })
      await fc.assert(
        fc.asyncProperty(request, async ({ asker, revision, parameters, body }) => {
          const token = asker === "nobody" ? undefined : await people.token(asker)
          const got = await send(stoa, {
            route,
            parameters,
            headers: { "if-match": revision },
            ...(token === undefined ? {} : { token }),
            ...(body === undefined ? {} : { body })
          })
          if (route.operation.tags.includes("Log-in")) people.forget(asker)
          expect(got.status, got.text.slice(0, 300)).toBeLessThan(500)
          expect(faultOf(route, got)).toBeUndefined()
        }),
        { numRuns: runs }
      )
    }
  )
})
