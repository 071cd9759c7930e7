/**
 * The contract as an OpenAPI 3.1 document. Routes and Schemas come from the contract; here is added what a reader of the
 * document needs besides: words, examples, every refusal by its code, and the headers that all answers have in common.
 */
import { Schema } from "effect"
import { HttpApi, OpenApi } from "effect/http-api"
import { refusals, RefusalCode } from "../../protocol/errors.ts"
import { Api } from "../../protocol/rest/api.ts"
import { type Answer, type Document, isReference, type Operation, routesOf, type Shape } from "./document.ts"
import { exampleOf } from "./example.ts"
import { wordsOf } from "./words/index.ts"

const timestamp = "2027-03-01T08:00:00.000Z"
const meta = { timestamp, version: "v1" }

const isCode = Schema.is(RefusalCode)

/** Passing troubles say when to try again. */
const passing: ReadonlySet<number> = new Set([429, 503])

const errorExample = (code: RefusalCode) => {
  const [status, message] = refusals[code]
  return {
    summary: message,
    value: {
      status: "error",
      data: null,
      meta,
      errors: [{ code, message, ...(passing.has(status) ? { retry_after_ms: 1_000 } : {}) }]
    }
  }
}

const headers = {
  "X-Request-Id": {
    description: "Names this request in the server's log. A sane one that came with the request is taken.",
    schema: { type: "string" },
    example: "9fK2c1Xa-1"
  },
  "X-Response-Time": { description: "Seconds, three decimals.", schema: { type: "string" }, example: "0.004" },
  ETag: {
    description:
      "Stands for data and pagination. Send it in If-None-Match to read again, in If-Match to edit where it is a revision.",
    schema: { type: "string" },
    example: '"r7"'
  },
  "Retry-After": { description: "Seconds until trying again helps.", schema: { type: "integer" }, example: 1 }
}

const parameters = {
  IdempotencyKey: {
    name: "Idempotency-Key",
    in: "header",
    required: false,
    description:
      "Makes the request take effect once: its repetition gets the first answer. The same key with another body is refused.",
    schema: { type: "string", pattern: "^[A-Za-z0-9_.-]{1,64}$" },
    example: "enrol-41-in-7"
  },
  IfMatch: {
    name: "If-Match",
    in: "header",
    required: true,
    description: "The ETag of what is edited, as it was read.",
    schema: { type: "string" },
    example: '"r7"'
  },
  IfMatchWhereWanted: {
    name: "If-Match",
    in: "header",
    required: false,
    description: "The ETag of what is meant, where it is to be done on that and nothing else.",
    schema: { type: "string" },
    example: '"r7"'
  },
  IfNoneMatch: {
    name: "If-None-Match",
    in: "header",
    required: false,
    description: "The ETag of an answer one has; where it is still the same, the answer is 304 without a body.",
    schema: { type: "string" },
    example: '"Vx1mJ0c8Qm2yB9hT4rWq7A"'
  }
}

const reference = (kind: keyof Document["components"], name: string) => ({ $ref: `#/components/${kind}/${name}` })

const words: Readonly<Record<string, string>> = {
  page: "Which page, from 1.",
  per_page: "How many on a page, at most 100.",
  id: "Its number.",
  search: "Words to look for.",
  after: "Where the page before ended.",
  limit: "How many at most."
}

/** `moduleId` → `The number of the module.` */
const parameterWords = (name: string): string => {
  const [, thing] = /^(\w+?)_?[iI]d$/.exec(name) ?? []
  return words[name] ?? (thing === undefined ? `Which ${name.replaceAll("_", " ")}.` : `The ${thing}.`)
}

/** Parameters travel as text; what they have to read as is their Schema's other side. */
const parameterShapes = (): ReadonlyMap<string, Readonly<Record<string, Shape>>> => {
  const shapes = new Map<string, Record<string, Shape>>()
  HttpApi.reflect(Api, {
    onGroup: () => undefined,
    onEndpoint: ({ group, endpoint }) => {
      const own: Record<string, Shape> = {}
      for (const schema of [endpoint.params, endpoint.query]) {
        if (schema === undefined) continue
        const { schema: shape }: { readonly schema: Shape } = Schema.toJsonSchemaDocument(Schema.toType(schema))
        Object.assign(own, shape.properties)
      }
      shapes.set(`${group.identifier}.${endpoint.identifier}`, own)
    }
  })
  return shapes
}

const doneWords: Readonly<Record<string, string>> = {
  "201": "Made.",
  "202": "Taken up; what follows comes by itself.",
  "204": "Done, with nothing to say."
}

const admitsNull = (shape: Shape): boolean => shape.type === "null" || (shape.anyOf ?? []).some(admitsNull)

const describeAnswers = (operation: Operation, method: string, document: Document): void => {
  const { schemas } = document.components
  const known = wordsOf(operation.operationId)
  for (const [status, answer] of Object.entries(operation.responses)) {
    const common = {
      "X-Request-Id": reference("headers", "X-Request-Id"),
      "X-Response-Time": reference("headers", "X-Response-Time")
    }
    const json = answer.content?.["application/json"]
    if (!status.startsWith("2")) {
      const codes = answer.description.split(", ").filter(isCode)
      operation.responses[status] = {
        description: answer.description,
        headers: { ...common, ...(passing.has(Number(status)) ? { "Retry-After": reference("headers", "Retry-After") } : {}) },
        content: {
          "application/json": {
            schema: reference("schemas", "ErrorEnvelope"),
            examples: Object.fromEntries(codes.map((code) => [code, reference("examples", code)]))
          }
        }
      }
      continue
    }
    answer.description = doneWords[status] ?? "Done."
    answer.headers = { ...common, ...(method === "get" ? { ETag: reference("headers", "ETag") } : {}) }
    if (json === undefined) continue
    const made = exampleOf(json.schema, schemas)
    const page = operation.parameters.some((each) => !isReference(each) && each.name === "per_page")
    json.example =
      typeof made === "object" && made !== null && "data" in made
        ? {
            status: "success",
            data: known?.data ?? made.data,
            meta: { ...meta, ...(page ? { pagination: { page: 1, per_page: 20, total: 57, pages: 3 } } : {}) },
            errors: []
          }
        : made
    for (const type of known?.files ?? []) {
      answer.content = { ...answer.content, [type]: { schema: { type: "string" } } }
    }
  }
  if (method !== "get") return
  const unchanged: Answer = {
    description: "Nothing changed since the ETag that came in If-None-Match.",
    headers: { ETag: reference("headers", "ETag"), "X-Request-Id": reference("headers", "X-Request-Id") }
  }
  operation.responses["304"] = unchanged
}

const describeRequest = (
  operation: Operation,
  method: string,
  document: Document,
  shapes: Readonly<Record<string, Shape>>
): void => {
  for (const parameter of operation.parameters) {
    if (isReference(parameter) || parameter.in === "header") continue
    parameter.schema = shapes[parameter.name] ?? parameter.schema
    parameter.description = parameterWords(parameter.name)
    if (parameter.required || ["page", "per_page"].includes(parameter.name))
      parameter.example = exampleOf(parameter.schema, document.components.schemas, parameter.name)
  }
  if (method === "get") operation.parameters.push(reference("parameters", "IfNoneMatch"))
  // A route that takes a key says what it answers where that was used for something else.
  else if (operation.responses["409"]?.description.split(", ").includes("id_reused"))
    operation.parameters.push(reference("parameters", "IdempotencyKey"))
  const preconditioned = operation.responses["412"] !== undefined
  if (preconditioned && operation.responses["428"] === undefined)
    operation.parameters.push(reference("parameters", "IfMatchWhereWanted"))
  if (operation.responses["428"] !== undefined) operation.parameters.push(reference("parameters", "IfMatch"))
  const json = operation.requestBody?.content["application/json"]
  if (operation.requestBody === undefined || json === undefined) return
  json.example = wordsOf(operation.operationId)?.body ?? exampleOf(json.schema, document.components.schemas)
  if (admitsNull(json.schema)) operation.requestBody.required = false
}

const errorEnvelope: Shape = {
  type: "object",
  properties: {
    status: { type: "string", enum: ["error"] },
    data: { type: "null" },
    meta: { $ref: "#/components/schemas/Meta" },
    errors: { type: "array", items: { $ref: "#/components/schemas/ErrorItem" }, minItems: 1 }
  },
  required: ["status", "data", "meta", "errors"],
  additionalProperties: false
}

const describe = (): Document => {
  // Whatever may stand in a list is said, too: some readers take a list without `items` for a mistake.
  const document: Document = JSON.parse(JSON.stringify(OpenApi.fromApi(Api)), (_key, value) =>
    value?.type === "array" && value.items === undefined && value.prefixItems === undefined ? { ...value, items: {} } : value
  )
  document.info = {
    ...document.info,
    license: { name: "Apache 2.0", url: "https://www.apache.org/licenses/LICENSE-2.0" },
    contact: { name: "Whoever runs this server" }
  }
  document.servers = [{ url: "/", description: "The server that this description comes from." }]
  document.components.schemas["ErrorEnvelope"] = errorEnvelope
  document.components.headers = headers
  document.components.parameters = parameters
  const shapes = parameterShapes()
  const used = new Set<RefusalCode>()
  for (const { method, operation } of routesOf(document)) {
    const known = wordsOf(operation.operationId)
    if (known !== undefined) Object.assign(operation, { summary: known.summary, description: known.description })
    for (const { description } of Object.values(operation.responses)) {
      for (const code of description.split(", ").filter(isCode)) used.add(code)
    }
    describeRequest(operation, method, document, shapes.get(operation.operationId) ?? {})
    describeAnswers(operation, method, document)
  }
  document.components.examples = Object.fromEntries([...used].sort().map((code) => [code, errorExample(code)]))
  return document
}

export const openApi: Document = describe()
