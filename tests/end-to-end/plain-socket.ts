/** A person with socket.io's own client and `fetch`, and nothing of Stoa's: what an author of another client has. */
import { randomUUID } from "node:crypto"
import { io, type Socket } from "socket.io-client"
import { afterAll } from "vitest"
import { Schema } from "effect"
import type { Login, Stoa } from "./stoa.ts"

const Envelope = Schema.Struct({
  status: Schema.Literals(["success", "error"]),
  data: Schema.Unknown,
  meta: Schema.Unknown,
  errors: Schema.Array(Schema.Struct({ code: Schema.String, message: Schema.String, field: Schema.optionalKey(Schema.String) }))
})
const decodeEnvelope = Schema.decodeUnknownSync(Envelope)
const decodeToken = Schema.decodeUnknownSync(
  Schema.Struct({ access_token: Schema.String, user: Schema.Struct({ id: Schema.Int }) })
)

export interface Answered {
  readonly status: number
  readonly data: unknown
  /** Of the first error. */
  readonly code: string | undefined
}

export interface Caller {
  readonly userId: number
  readonly token: string
  readonly get: (path: string) => Promise<Answered>
  readonly post: (path: string, body?: unknown, headers?: Readonly<Record<string, string>>) => Promise<Answered>
  readonly put: (path: string, body: unknown) => Promise<Answered>
}

const call = async (
  stoa: Stoa,
  method: string,
  path: string,
  token: string | undefined,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {}
): Promise<Answered> => {
  const answer = await fetch(`${stoa.url}/api/v1${path}`, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) })
  })
  const { data, errors } = decodeEnvelope(await answer.json())
  return { status: answer.status, data, code: errors[0]?.code }
}

const callerOf = (stoa: Stoa, { data, status, code }: Answered): Caller => {
  if (status >= 300) throw new Error(`no log-in: ${status} ${code}`)
  const { access_token: token, user } = decodeToken(data)
  return {
    userId: user.id,
    token,
    get: (path) => call(stoa, "GET", path, token),
    post: (path, body, headers) => call(stoa, "POST", path, token, body, headers),
    put: (path, body) => call(stoa, "PUT", path, token, body)
  }
}

export const registered = async (stoa: Stoa, { email, password }: Login): Promise<Caller> =>
  callerOf(
    stoa,
    await call(stoa, "POST", "/auth/register", undefined, { email, password, first_name: "Plain", last_name: "Client" })
  )

export const loggedIn = async (stoa: Stoa, { email, password }: Login): Promise<Caller> =>
  callerOf(stoa, await call(stoa, "POST", "/auth/login", undefined, { email, password }))

const sockets = new Set<Socket>()
afterAll(() => {
  for (const socket of sockets) socket.disconnect()
})

export interface Plain {
  readonly socket: Socket
  readonly sender: string
  /** Asks with an event and answers its acknowledgement. */
  readonly ask: (event: string, body: unknown) => Promise<unknown>
  /** Sends a command under the next number. */
  readonly command: (to: string, command: object) => Promise<unknown>
  /** Resolves with the first payload of an event that fits; what came since the connection was made counts. */
  readonly heard: (event: string, fits?: (payload: unknown) => boolean) => Promise<unknown>
  readonly closed: Promise<string>
}

export const openSocket = (stoa: Stoa, auth: object): Socket => {
  const socket = io(stoa.url, { auth, transports: ["websocket"], forceNew: true, reconnection: false })
  sockets.add(socket)
  return socket
}

/** Connected by LP-3; rejects with what the refusal carries. */
export const plainSocket = async (stoa: Stoa, token: string): Promise<Plain> => {
  const sender = `device:${randomUUID()}`
  const socket = openSocket(stoa, { version: 1, token, sender })
  const events: Array<readonly [event: string, payload: unknown]> = []
  const listeners = new Set<() => void>()
  socket.onAny((event: string, payload: unknown) => {
    events.push([event, payload])
    for (const listener of listeners) listener()
  })
  const heard: Plain["heard"] = (event, fits = () => true) =>
    new Promise((resolve) => {
      const look = () => {
        const found = events.find(([name, payload]) => name === event && fits(payload))
        if (found === undefined) return
        listeners.delete(look)
        resolve(found[1])
      }
      listeners.add(look)
      look()
    })
  const closed = new Promise<string>((resolve) => socket.on("disconnect", (reason) => resolve(reason)))
  const ask = (event: string, body: unknown): Promise<unknown> =>
    new Promise((resolve) => socket.emit(event, body, (answer: unknown) => resolve(answer)))
  let n = 0
  const command = (to: string, sent: object): Promise<unknown> => {
    const [type, id] = to.split("/")
    n += 1
    return ask("command", { to: { type, id: Number(id) }, id: { sender, n }, command: sent })
  }
  await new Promise<void>((resolve, reject) => {
    socket.on("connect_error", (error) => reject("data" in error ? error.data : error))
    void heard("welcome").then(() => resolve())
  })
  return { socket, sender, ask, command, heard, closed }
}
