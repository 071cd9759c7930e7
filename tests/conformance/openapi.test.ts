/** The description of REST: complete, valid before two strangers' eyes, and the same in the repository as from a server. */
import { execFile } from "node:child_process"
import { readFile } from "node:fs/promises"
import { promisify } from "node:util"
import spectral from "@stoplight/spectral-core"
import rulesets from "@stoplight/spectral-rulesets"
import { Ajv2020 } from "ajv/dist/2020.js"
import { describe, expect, it } from "vitest"
import { projectPath } from "../../engine/project.ts"
import { isReference, printed, routesOf } from "../../gateway/rest/document.ts"
import { openApi } from "../../gateway/rest/openapi.ts"
import { wordsWithout } from "../../gateway/rest/words/index.ts"
import { Api } from "../../protocol/rest/api.ts"
import { Once } from "../../protocol/rest/caller.ts"

const routes = routesOf(openApi)
const file = projectPath("docs", "openapi.json")

describe("the description", () => {
  it("OAS-1 says of every operation what it does, and of no other", () => {
    const silent = routes.filter(
      ({ operation: { summary, description } }) => (summary ?? "") === "" || (description ?? "") === ""
    )
    // Words belong into gateway/rest/words/, a file for each group.
    expect(silent.map(({ operation }) => operation.operationId)).toEqual([])
    expect(wordsWithout(new Set(routes.map(({ operation }) => operation.operationId)))).toEqual([])
  })

  it("OAS-2 has an example for every body and answer, and one for every code of every refusal", () => {
    const without: Array<string> = []
    for (const { operation } of routes) {
      const body = operation.requestBody?.content["application/json"]
      if (body !== undefined && body.example === undefined) without.push(`${operation.operationId} body`)
      for (const [status, answer] of Object.entries(operation.responses)) {
        const json = answer.content?.["application/json"]
        if (json === undefined) continue
        const codes = status.startsWith("2") ? [] : answer.description.split(", ")
        if (status.startsWith("2") && json.example === undefined) without.push(`${operation.operationId} ${status}`)
        for (const code of codes) if (json.examples?.[code] === undefined) without.push(`${operation.operationId} ${code}`)
      }
    }
    expect(without).toEqual([])
  })

  it("OAS-3 is what stands in docs/openapi.json: npm run openapi", async () => {
    expect((await readFile(file, "utf8")) === printed(openApi), "docs/openapi.json is another version: npm run openapi").toBe(
      true
    )
  })

  it("OAS-4 gives examples that its Schemas take", () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false })
    ajv.addSchema(openApi, "openapi")
    const wrong: Array<string> = []
    const check = (pointer: ReadonlyArray<string>, value: unknown) => {
      const path = pointer.map((part) => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"))).join("/")
      if (!ajv.validate(`openapi#/${path}`, value)) wrong.push(`${pointer.join(" ")}: ${ajv.errorsText()}`)
    }
    for (const { path, method, operation } of routes) {
      const here = ["paths", path, method]
      const body = operation.requestBody?.content["application/json"]
      if (body !== undefined) check([...here, "requestBody", "content", "application/json", "schema"], body.example)
      for (const [status, answer] of Object.entries(operation.responses)) {
        const json = answer.content?.["application/json"]
        if (json?.example !== undefined)
          check([...here, "responses", status, "content", "application/json", "schema"], json.example)
      }
      operation.parameters.forEach((parameter, index) => {
        if (!isReference(parameter) && parameter.example !== undefined)
          check([...here, "parameters", String(index), "schema"], parameter.example)
      })
    }
    for (const example of Object.values(openApi.components.examples ?? {}))
      if (typeof example === "object" && example !== null && "value" in example)
        check(["components", "schemas", "ErrorEnvelope"], example.value)
    expect(wrong).toEqual([])
  })

  it("OAS-10 names Idempotency-Key where a repetition gets the first answer, and nowhere where a secret is told once", () => {
    const once = Object.values(Api.groups).flatMap((group) =>
      Object.entries(group.endpoints)
        .filter(([, { method, middlewares }]) => method !== "GET" && [...middlewares].some(({ key }) => key === Once.key))
        .map(([name]) => `${group.identifier}.${name}`)
    )
    const named = routes
      .filter(({ operation }) => operation.parameters.some((one) => isReference(one) && one.$ref.endsWith("/IdempotencyKey")))
      .map(({ operation }) => operation.operationId)
    // What goes to cells is done once there; the contract's scenarios hold that each of these heeds the header.
    expect(once.filter((operation) => !named.includes(operation))).toEqual([])
    expect(once.length).toBeGreaterThan(60)
    const telling = ["auth.login", "auth.refresh", "mfa.logIn", "mfa.enrol", "mfa.confirm", "mfa.recoveryCodes"]
    expect([...once, ...named].filter((operation) => telling.includes(operation))).toEqual([])
  })

  it("OAS-5 redocly lint finds nothing", async () => {
    const cli = projectPath("node_modules", "@redocly", "cli", "bin", "cli.js")
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [cli, "lint", file, "--extends=recommended", "--format=json"],
      {
        env: { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" },
        maxBuffer: 64 * 1024 * 1024
      }
    ).catch((error: { readonly stdout: string }) => error)
    const { totals, problems } = JSON.parse(stdout)
    expect(problems.slice(0, 5)).toEqual([])
    expect(totals).toMatchObject({ errors: 0, warnings: 0 })
  })

  it("OAS-6 spectral lint finds nothing (spectral:oas)", async () => {
    const linter = new spectral.Spectral()
    // That examples fit their Schemas is OAS-4's, in a sixth of the time.
    const rules = { "oas3-valid-media-example": "off" }
    // The package's own declarations of the two do not fit each other.
    Reflect.apply(linter.setRuleset, linter, [{ extends: [[rulesets.oas, "recommended"]], rules }])
    expect((await linter.run(JSON.stringify(openApi))).slice(0, 5)).toEqual([])
  })
})
