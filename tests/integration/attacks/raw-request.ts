/** A request exactly as it is written: no normal client sends such paths, headers or bodies. */
import { randomUUID } from "node:crypto"
import { connect } from "node:net"
import { request, type IncomingHttpHeaders } from "node:http"
import { RawClient } from "../fixtures/raw-client.ts"

export interface RawAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

export interface RawAsk {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

export const rawRequest = (
  origin: string,
  path: string,
  { method = "GET", headers = {}, body }: RawAsk = {}
): Promise<RawAnswer> =>
  new Promise((answered, failed) => {
    const { hostname, port } = new URL(origin)
    const asking = request({ hostname, port, path, method, headers }, (response) => {
      let text = ""
      response.setEncoding("utf8").on("data", (part: string) => (text += part))
      response.on("end", () => answered({ status: response.statusCode ?? 0, headers: response.headers, text }))
    })
    asking.on("error", failed)
    asking.end(body)
  })

/** Sends the beginning of a request and leaves it at that; the answer ends it. */
export const halfRequest = (origin: string): Promise<() => void> =>
  new Promise((sent, failed) => {
    const { hostname, port } = new URL(origin)
    const socket = connect(Number(port), hostname, () => {
      socket.write("POST /api/v1/auth/login HTTP/1.1\r\nHost: stoa\r\nContent-Length: 1000\r\n", () =>
        sent(() => socket.destroy())
      )
    })
    socket.on("error", failed)
  })

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
export const api = (path: string): string => `/api/v1${path}`
export const json = { "content-type": "application/json" }
/** What the program knows and no answer may hold: hashes, sealed fields, paths, statements, traces. */
export const inside =
  /\$2[aby]\$\d\d\$|"(?:\w+_)?(?:hash|sealed|secret)":|node_modules|\\n +at \S+ \(|\bselect .+ from\b|PostgresError/

/** What a live connection is answered that comes with this token. */
export const handshake = async (origin: string, token: unknown, headers: Readonly<Record<string, string>> = {}) => {
  const raw = new RawClient(Number(new URL(origin).port), headers)
  const answer = await raw.join({ version: 1, token, sender: `device:${randomUUID()}` })
  raw.destroy()
  return answer
}
