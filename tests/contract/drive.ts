/** Drives one operation as the description has it. */
import { isReference, type Route } from "../../gateway/rest/document.ts"
import type { Sql } from "../../storage/sql.ts"
import type { Mailbox } from "../integration/fixtures/mailbox.ts"
import type { StoaProcess } from "../integration/fixtures/stoa-process.ts"
import { faultOf, type Got, routeOf } from "./judge.ts"
import { type Known, partOf } from "./known.ts"
import type { People } from "./people.ts"
import type { Step } from "./step.ts"

export interface Request {
  readonly route: Route
  readonly parameters: Readonly<Record<string, unknown>>
  /** As it is sent; absent: no body. */
  readonly body?: string | Uint8Array<ArrayBuffer>
  readonly token?: string
  readonly headers?: Readonly<Record<string, string>>
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value))

const addressOf = ({ route: { path, operation }, parameters }: Request): string => {
  const query = new URLSearchParams()
  for (const parameter of operation.parameters) {
    if (isReference(parameter) || parameter.in !== "query") continue
    const value = parameters[parameter.name]
    if (value !== undefined) query.set(parameter.name, textOf(value))
  }
  const filled = path.replace(/\{(\w+)\}/g, (_all, name: string) => encodeURIComponent(textOf(parameters[name])))
  return query.size === 0 ? filled : `${filled}?${query.toString()}`
}

export const send = async (stoa: StoaProcess, request: Request): Promise<Got & { readonly headers: Headers }> => {
  const { route, body, token, headers } = request
  const response = await fetch(`${stoa.origin}${addressOf(request)}`, {
    method: route.method.toUpperCase(),
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(typeof body === "string" ? { "content-type": "application/json" } : {}),
      ...headers
    },
    ...(body === undefined ? {} : { body })
  })
  const text = await response.text()
  const type = response.headers.get("content-type") ?? ""
  const parsed: unknown = /^application\/json(?:;|$)/.test(type) ? JSON.parse(text) : undefined
  return { status: response.status, type, text, body: parsed, headers: response.headers }
}

const bytesOf = (given: unknown): Uint8Array<ArrayBuffer> => {
  if (given instanceof Uint8Array) return new Uint8Array(given)
  throw new Error("these are no bytes")
}

const bodyOf = (route: Route, { body, wholeBody, bytes }: Step, known: Known): Request["body"] => {
  if (bytes !== undefined) return bytesOf(known.filled(bytes))
  if (wholeBody !== undefined) return JSON.stringify(known.filled(wholeBody))
  const example = route.operation.requestBody?.content["application/json"]?.example
  if (example === undefined || body === null) return undefined
  const own = body === undefined ? {} : known.filled(body)
  return JSON.stringify(typeof example === "object" && !Array.isArray(example) ? Object.assign({}, example, own) : example)
}

const patienceMs = 20_000

const notAKey = { "idempotency-key": "no key at all" }

/** Whether the description says of the operation that it takes an `Idempotency-Key`. */
const namesKey = ({ operation }: Route): boolean =>
  operation.parameters.some((one) => isReference(one) && one.$ref.endsWith("/IdempotencyKey"))

export interface World {
  readonly stoa: StoaProcess
  readonly people: People
  readonly known: Known
  readonly mailbox: Mailbox
  readonly sql: Sql
}

/** Throws, saying what was answered, unless it came to a 2xx of the described shape. */
export const drive = async (world: World, step: Step): Promise<void> => {
  const { stoa, people, known, mailbox, sql } = world
  const route = routeOf(step.operation)
  for (const [name, find] of Object.entries(step.find ?? {})) known.learn(name, await find(known, mailbox, sql))
  const parameters = Object.fromEntries(Object.entries(step.with ?? {}).map(([name, given]) => [name, known.filled(given)]))
  const body = bodyOf(route, step, known)
  if (typeof body === "string") known.heard(JSON.parse(body))
  const [binary] = Object.keys(route.operation.requestBody?.content ?? {}).filter((type) => type !== "application/json")
  const headers = Object.fromEntries(
    Object.entries({
      ...(step.bytes === undefined || binary === undefined ? {} : { "content-type": binary }),
      ...step.headers
    }).map(([name, given]) => [name, String(known.filled(given))])
  )
  // One that names a key heeds it, and refuses what is none before anything is done; all others go on as if it were not there.
  const writes = route.method !== "get" && step.as !== undefined
  if (writes && namesKey(route)) {
    const token = await people.token(step.as ?? "")
    const refused = await send(stoa, {
      route,
      parameters,
      headers: { ...(route.operation.responses["428"] === undefined ? {} : { "if-match": "*" }), ...headers, ...notAKey },
      token,
      ...(body === undefined ? {} : { body })
    })
    if (refused.status !== 422 || partOf(refused.body, "errors[0].field") !== "Idempotency-Key")
      throw new Error(
        `${step.operation} names Idempotency-Key and takes ${JSON.stringify(notAKey)}: ${refused.text.slice(0, 300)}`
      )
  }
  const began = performance.now()
  for (;;) {
    const token = step.as === undefined ? undefined : await people.token(step.as)
    const got = await send(stoa, {
      route,
      parameters,
      headers: {
        ...(route.operation.responses["428"] === undefined ? {} : { "if-match": "*" }),
        ...(writes && !namesKey(route) ? notAKey : {}),
        ...headers
      },
      ...(body === undefined ? {} : { body }),
      ...(token === undefined ? {} : { token })
    })
    const answer = { ...(typeof got.body === "object" ? got.body : {}), headers: Object.fromEntries(got.headers) }
    const { until } = step
    const waiting = until !== undefined && JSON.stringify(partOf(answer, until[0])) !== JSON.stringify(known.filled(until[1]))
    const fault = got.status < 200 || got.status > 299 ? `answers ${got.status}: ${got.text.slice(0, 500)}` : faultOf(route, got)
    if (fault === undefined && !waiting) {
      for (const [name, part] of Object.entries(step.learn ?? {})) known.learn(name, partOf(answer, part))
      return
    }
    if (until === undefined || performance.now() - began > patienceMs)
      throw new Error(
        `${step.operation} ${fault ?? `never came to ${JSON.stringify(until)}: ${got.text.slice(0, 500)}`} (sent ${body instanceof Uint8Array ? "bytes" : body})`
      )
  }
}
