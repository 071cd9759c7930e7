/** The contract for programs and for people: the OpenAPI document, and one page made of it that needs nothing from elsewhere. */
import { refusals } from "../../protocol/errors.ts"
import { type Answer, type Document, isReference, resolved, type Route, routesOf, type Shape, shipped } from "./document.ts"

export const description: string = shipped()
/** Read when somebody asks for the page: no start waits for it. */
let read: Document | undefined
const document = (): Document => (read ??= JSON.parse(description))

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign] ?? sign)

/** A Schema in a few words, as one would write a type; `?` marks what may be left out. */
const sketch = (given: Shape | undefined, depth = 0): string => {
  if (given === undefined || depth > 5) return "…"
  const shape = resolved(given, document().components.schemas)
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
  if (typeof shape.items === "object") return `[${sketch(shape.items, depth)}]`
  if (typeof shape.additionalProperties === "object") return `{ [key]: ${sketch(shape.additionalProperties, depth)} }`
  return Array.isArray(shape.type) ? shape.type.join(" | ") : String(shape.type ?? "any")
}

const json = (part: Pick<Answer, "content"> | undefined): Shape | undefined => part?.content?.["application/json"]?.schema

const example = (part: Pick<Answer, "content"> | undefined): string =>
  JSON.stringify(part?.content?.["application/json"]?.example, null, 1) ?? ""

const details = (title: string, text: string): string =>
  `<details><summary>${title}</summary><pre>${escaped(text)}</pre></details>`

const section = ({ path, method, operation }: Route): string => {
  const statuses = Object.entries(operation.responses)
  const [ok, answer] = statuses.find(([status]) => status.startsWith("2")) ?? ["200", undefined]
  const envelope = json(answer)
  const data = envelope === undefined ? undefined : resolved(envelope, document().components.schemas).properties?.["data"]
  const body = json(operation.requestBody)
  const query = operation.parameters.flatMap((each) => (!isReference(each) && each.in === "query" ? [each.name] : []))
  const failures = statuses
    .filter(([status]) => /^[45]/.test(status))
    .map(([status, failure]) => `${status} ${failure.description}`)
  const open = operation.security.length === 0
  return `<article id="${escaped(operation.operationId)}"><h3>${escaped(operation.summary ?? "")}
<code>${method.toUpperCase()} ${escaped(path)}</code></h3><p>${escaped(operation.description ?? "")}
${open ? "No log-in needed." : ""}${query.length === 0 ? "" : ` Query: <code>${query.map(escaped).join(", ")}</code>.`}</p>
${body === undefined ? "" : `<h4>Body</h4><pre>${escaped(sketch(body))}</pre>${details("For example", example(operation.requestBody))}`}
${details(`Answers ${escaped(ok)} with data`, sketch(data))}${details("For example", example(answer))}
<details><summary>Refusals</summary><ul>${failures.map((failure) => `<li>${escaped(failure)}</li>`).join("")}</ul></details></article>`
}

const style = `body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1f24;background:#fff}
pre,code{font:14px/1.4 ui-monospace,monospace}pre{background:#f3f4f6;padding:.75rem;overflow:auto;border-radius:6px}
article{border-top:1px solid #d5d9de;padding:.5rem 0}h3{margin:.5rem 0}h4{margin:.5rem 0 0}td{padding:.1rem .75rem .1rem 0;vertical-align:top}
@media(prefers-color-scheme:dark){body{color:#e6e8eb;background:#16191d}pre{background:#22262b}article{border-color:#3a4047}a{color:#8ab4f8}}`

const made = (): string => `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>Stoa API</title><style>${style}</style></head><body>
<h1>Stoa API</h1><p>${escaped(document().info.description ?? "")}</p>
<p>For programs: <a href="/openapi.json">openapi.json</a>. Log in with <code>POST /api/v1/auth/login</code> and send
<code>Authorization: Bearer …</code>.</p>
<pre>{ "status": "success" | "error", "data": …, "meta": { "timestamp", "version", "pagination"? }, "errors": [{ "code", "message", "field"? }] }</pre>
${routesOf(document()).map(section).join("\n")}
<h2>Error codes</h2><table>${Object.entries(refusals)
  .map(([code, [status, sentence]]) => `<tr><td><code>${code}</code></td><td>${status}</td><td>${escaped(sentence)}</td></tr>`)
  .join("")}</table></body></html>`

let page: string | undefined
/** Made once, the first time. */
export const apiPage = (): string => (page ??= made())
