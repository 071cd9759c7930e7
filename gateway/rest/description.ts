/** The contract for programs and for people: the OpenAPI document, and one page made of it that needs nothing from elsewhere. */
import { OpenApi } from "effect/http-api"
import { Api } from "../../protocol/rest/api.ts"
import { refusals } from "../../protocol/errors.ts"

export const openApi = OpenApi.fromApi(Api)

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign] ?? sign)

interface Shape {
  readonly $ref?: string
  readonly type?: string | ReadonlyArray<string>
  readonly enum?: ReadonlyArray<unknown>
  readonly anyOf?: ReadonlyArray<Shape>
  readonly oneOf?: ReadonlyArray<Shape>
  readonly items?: Shape
  readonly properties?: Readonly<Record<string, Shape>>
  readonly required?: ReadonlyArray<string>
  readonly additionalProperties?: Shape | boolean
}

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema: Shape }>>
}

interface Operation {
  readonly operationId: string
  readonly parameters: ReadonlyArray<{ readonly name: string; readonly in: string }>
  readonly security: ReadonlyArray<unknown>
  readonly requestBody?: Content
  readonly responses: Readonly<Record<string, Content & { readonly description: string }>>
}

const methods = ["get", "post", "put", "patch", "delete"] as const

/** The document as the JSON that everybody else reads; what this page needs of it. */
const document: {
  readonly info: { readonly description?: string }
  readonly paths: Readonly<Record<string, Readonly<Partial<Record<(typeof methods)[number], Operation>>>>>
  readonly components: { readonly schemas: Readonly<Record<string, Shape>> }
} = JSON.parse(JSON.stringify(openApi))

const resolve = (shape: Shape): Shape => {
  const name = shape.$ref?.split("/").at(-1)
  return name === undefined ? shape : (document.components.schemas[name] ?? {})
}

/** A Schema in a few words, as one would write a type; `?` marks what may be left out. */
const sketch = (given: Shape | undefined, depth = 0): string => {
  if (given === undefined || depth > 5) return "…"
  const shape = resolve(given)
  const either = shape.anyOf ?? shape.oneOf
  if (either !== undefined) return [...new Set(either.map((one) => sketch(one, depth)))].join(" | ")
  if (shape.enum !== undefined) return shape.enum.map((value) => JSON.stringify(value)).join(" | ")
  if (shape.properties !== undefined) {
    const pad = "  ".repeat(depth + 1)
    const lines = Object.entries(shape.properties).map(
      ([name, property]) => `${pad}${name}${shape.required?.includes(name) === true ? "" : "?"}: ${sketch(property, depth + 1)}`
    )
    return lines.length === 0 ? "{}" : `{\n${lines.join("\n")}\n${"  ".repeat(depth)}}`
  }
  if (shape.items !== undefined) return `[${sketch(shape.items, depth)}]`
  if (typeof shape.additionalProperties === "object") return `{ [key]: ${sketch(shape.additionalProperties, depth)} }`
  return Array.isArray(shape.type) ? shape.type.join(" | ") : String(shape.type ?? "any")
}

const json = (part: Content | undefined): Shape | undefined => part?.content?.["application/json"]?.schema

const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  methods.flatMap((method) => {
    const operation = item[method]
    return operation === undefined ? [] : [{ path, method, operation }]
  })
)

const section = ({ path, method, operation }: (typeof operations)[number]): string => {
  const statuses = Object.entries(operation.responses)
  const [ok, answer] = statuses.find(([status]) => status.startsWith("2")) ?? ["200", undefined]
  const data = resolve(json(answer) ?? {}).properties?.["data"]
  const body = json(operation.requestBody)
  const query = operation.parameters.filter((parameter) => parameter.in === "query").map((parameter) => parameter.name)
  const failures = statuses
    .filter(([status]) => !status.startsWith("2"))
    .map(([status, failure]) => `${status} ${failure.description}`)
  const open = operation.security.length === 0
  return `<article id="${escaped(operation.operationId)}"><h3><code>${method.toUpperCase()} ${escaped(path)}</code></h3>
<p>${open ? "No log-in needed." : "Needs an access token."}${query.length === 0 ? "" : ` Query: <code>${query.map(escaped).join(", ")}</code>.`}</p>
${body === undefined ? "" : `<h4>Body</h4><pre>${escaped(sketch(body))}</pre>`}
<details><summary>Answers ${escaped(ok)} with data</summary><pre>${escaped(sketch(data))}</pre></details>
<details><summary>Refusals</summary><ul>${failures.map((failure) => `<li>${escaped(failure)}</li>`).join("")}</ul></details></article>`
}

const style = `body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1f24;background:#fff}
pre,code{font:14px/1.4 ui-monospace,monospace}pre{background:#f3f4f6;padding:.75rem;overflow:auto;border-radius:6px}
article{border-top:1px solid #d5d9de;padding:.5rem 0}h3{margin:.5rem 0}h4{margin:.5rem 0 0}td{padding:.1rem .75rem .1rem 0;vertical-align:top}
@media(prefers-color-scheme:dark){body{color:#e6e8eb;background:#16191d}pre{background:#22262b}article{border-color:#3a4047}a{color:#8ab4f8}}`

export const apiPage = (): string => `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>Stoa API</title><style>${style}</style></head><body>
<h1>Stoa API</h1><p>${escaped(document.info.description ?? "")}</p>
<p>For programs: <a href="/openapi.json">openapi.json</a>. Log in with <code>POST /api/v1/auth/login</code> and send
<code>Authorization: Bearer …</code>.</p>
<pre>{ "status": "success" | "error", "data": …, "meta": { "timestamp", "version", "pagination"? }, "errors": [{ "code", "message", "field"? }] }</pre>
${operations.map(section).join("\n")}
<h2>Error codes</h2><table>${Object.entries(refusals)
  .map(([code, [status, sentence]]) => `<tr><td><code>${code}</code></td><td>${status}</td><td>${escaped(sentence)}</td></tr>`)
  .join("")}</table></body></html>`
