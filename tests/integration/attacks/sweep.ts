/** Everything that can be read, asked for number by number, as a program does that looks for what it was not given. */
import { routesOf } from "../../../gateway/rest/document.ts"
import { openApi } from "../../../gateway/rest/openapi.ts"

/** How far the numbers are counted in a path's first place, and in each place behind it. */
const [first, behind] = [12, 3] as const

const filled = (path: string): ReadonlyArray<string> => {
  const names = [...path.matchAll(/\{\w+\}/g)].map(([name]) => name)
  return names.reduce<ReadonlyArray<string>>(
    (paths, name, place) =>
      paths.flatMap((one) => Array.from({ length: place === 0 ? first : behind }, (_, n) => one.replace(name, String(n + 1)))),
    [path]
  )
}

/** Every address that the description has for reading, with every small number in it. */
export const readable: ReadonlyArray<string> = routesOf(openApi).flatMap(({ path, method }) =>
  method === "get" ? filled(path) : []
)

/** What was answered with a 2xx, by address. */
export const swept = async (origin: string, token: string): Promise<ReadonlyMap<string, string>> => {
  const found = new Map<string, string>()
  const waiting = [...readable]
  const next = async (): Promise<void> => {
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      const response = await fetch(`${origin}${path}`, { headers: { authorization: `Bearer ${token}` } })
      const text = await response.text()
      if (response.status === 429 || response.status >= 500) throw new Error(`${path} answers ${response.status}: ${text}`)
      if (response.ok) found.set(path, text)
    }
  }
  await Promise.all(Array.from({ length: 8 }, next))
  return found
}
