/** Rows of the REST contract, and how one is asked: exactly as a client would, with nothing of ours in between. */
import { Api } from "../../../protocol/rest/api.ts"
import { type PersonName, type Row, table } from "./table.ts"
import type { World } from "./world.ts"

export interface RestAsk {
  readonly params?: Readonly<Record<string, string | number>>
  /** Which parameter names the thing that may be hidden; the path's first where not said. */
  readonly hides?: string
  readonly query?: string
  readonly body?: unknown
  /** Beside those of every request; with `bytes`, a body that is no JSON. */
  readonly headers?: Readonly<Record<string, string>>
  readonly bytes?: string
  /** Instead of the person's own. */
  readonly token?: string
}
export type RestRow = Row<(world: World, who: PersonName) => RestAsk | Promise<RestAsk>>

export const rest = (
  text: string,
  asks: Readonly<Record<string, (world: World, who: PersonName) => RestAsk | Promise<RestAsk>>> = {}
): ReadonlyArray<RestRow> => table(text, asks)

/** By `<group>.<endpoint>`: method and path of every route. */
export const routes: Readonly<Record<string, { readonly method: string; readonly path: string }>> = Object.fromEntries(
  Object.values(Api.groups).flatMap((group) =>
    Object.entries(group.endpoints).map(([name, { method, path }]) => [`${group.identifier}.${name}`, { method, path }])
  )
)

/** What is compared: everything but the time at which it was said. */
export interface Answer {
  readonly status: number
  readonly code: string
  readonly trace: string
}

/** Headers that differ from answer to answer whatever was asked. */
const volatile: ReadonlySet<string> = new Set(["date", "x-request-id", "x-response-time", "traceparent"])
const codeIn = (text: string): string => /"errors":\[\{"code":"([a-z_]+)"/.exec(text)?.[1] ?? ""

/** `absent`: about a thing of the kind that does not exist. */
export const askRest = async (world: World, name: string, who: PersonName, ask: RestAsk, absent: boolean): Promise<Answer> => {
  const route = routes[name]
  if (route === undefined) throw new Error(`There is no route ${name}.`)
  const hidden = ask.hides ?? /:(\w+)/.exec(route.path)?.[1]
  const path = route.path.replaceAll(/:(\w+)/g, (_, parameter: string) => {
    if (absent && parameter === hidden) return typeof ask.params?.[parameter] === "string" ? world.noName : String(world.noId)
    const value = ask.params?.[parameter]
    if (value === undefined) throw new Error(`${name} is asked without its parameter ${parameter}.`)
    return encodeURIComponent(value)
  })
  const token = who === "nobody" ? undefined : (ask.token ?? world.people[who].token)
  const response = await fetch(`${world.origin}${path}${ask.query === undefined ? "" : `?${ask.query}`}`, {
    method: route.method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(ask.body === undefined ? {} : { "content-type": "application/json" }),
      ...ask.headers
    },
    ...(ask.body === undefined ? {} : { body: JSON.stringify(ask.body) }),
    ...(ask.bytes === undefined ? {} : { body: ask.bytes })
  })
  const text = (await response.text()).replace(/"timestamp":"[^"]*"/, '"timestamp":""')
  const headers = [...response.headers]
    .filter(([header]) => !volatile.has(header))
    .map(([header, value]) => `${header}: ${value}`)
  return { status: response.status, code: codeIn(text), trace: [response.status, ...headers.sort(), "", text].join("\n") }
}

/** Whether the route's path names a thing at all. */
export const namesThing = (name: string): boolean => routes[name]?.path.includes(":") ?? false
