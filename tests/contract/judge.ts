/** Answers held against the description: declared at all, and of the declared shape. */
import { Ajv2020 } from "ajv/dist/2020.js"
import { openApi } from "../../gateway/rest/openapi.ts"
import { routesOf, type Route } from "../../gateway/rest/document.ts"

const ajv = new Ajv2020({ strict: false, validateFormats: false })
ajv.addSchema(openApi, "openapi")

export const routes: ReadonlyMap<string, Route> = new Map(routesOf(openApi).map((route) => [route.operation.operationId, route]))

export const routeOf = (operation: string): Route => {
  const route = routes.get(operation)
  if (route === undefined) throw new Error(`there is no operation ${operation}`)
  return route
}

const pointer = (...parts: ReadonlyArray<string>): string =>
  `openapi#/${parts.map((part) => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"))).join("/")}`

export interface Got {
  readonly status: number
  readonly type: string
  readonly text: string
  readonly body: unknown
}

/** What is wrong with an answer; nothing where it is as described. */
export const faultOf = ({ path, method, operation }: Route, { status, type, text, body }: Got): string | undefined => {
  const declared = operation.responses[String(status)]
  if (declared === undefined) return `answers ${status}, which is not declared: ${text.slice(0, 300)}`
  if (status === 204 || status === 304) return text === "" ? undefined : `answers ${status} with a body`
  const types = Object.keys(declared.content ?? {})
  const [essence] = type.split(";")
  // What is streamed has the type of whatever it is.
  const media = types.find((one) => one === essence) ?? types.find((one) => one === "application/octet-stream")
  if (media === undefined) return `answers ${type}, which is not declared for ${status}`
  if (media !== "application/json") return undefined
  const where = pointer("paths", path, method, "responses", String(status), "content", media, "schema")
  if (!ajv.validate(where, body)) return `answers ${status} in another shape: ${ajv.errorsText()}`
  if (status < 400) return undefined
  const { examples = {} } = declared.content?.[media] ?? {}
  const codes = envelopeCodes(body)
  const strange = codes.find((code) => examples[code] === undefined)
  return strange === undefined ? undefined : `answers ${status} ${strange}, which is not declared`
}

const envelopeCodes = (body: unknown): ReadonlyArray<string> => {
  const errors: unknown = typeof body === "object" && body !== null && "errors" in body ? body.errors : []
  return Array.isArray(errors) ? errors.slice(0, 1).map((error) => String(error.code)) : []
}
