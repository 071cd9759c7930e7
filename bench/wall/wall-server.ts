/**
 * A server that has one room and nothing else, as far as the wall's page looks: the pages themselves, the few answers over REST that
 * it asks for, and the live protocol with frames as the engine makes them, everything that changed in a tenth of a second at once.
 * Five hundred real learners would take the processor that the page is to be measured on.
 */
import { readFileSync } from "node:fs"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import { extname, join } from "node:path"
import { Schema } from "effect"
import { Server } from "socket.io"
import { projectPath } from "../../engine/project.ts"
import { protocolVersion, SubscribeFrame, type FeedFrame, type Tide, type Welcome } from "../../protocol/live.ts"
import { instant } from "../../protocol/time.ts"
import { type Room, sittingId } from "./room.ts"

export interface WallServer {
  readonly url: string
  /** Row updates sent so far. */
  readonly updates: () => number
  readonly close: () => Promise<void>
}

const tickMs = 100
const tideMs = 2_000
const generation = "bench"
const feed = { feed: "wall", id: sittingId } as const
const exam = `exam/${sittingId}`

const decodeSubscribe = Schema.decodeUnknownSync(SubscribeFrame)

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".json": "application/json"
}

const me = { id: 1, email: "proctor@bench.example", role: "proctor", permissions: [], first_name: "Petra", last_name: "Bench" }
const loggedIn = {
  user: {
    ...me,
    ...{ bio: null, avatar_url: null, phone: null, organization: null, time_zone: "UTC" },
    ...{ created_at: new Date().toISOString(), last_login: null, revision: 1 }
  },
  ...{ token_type: "Bearer", access_token: "token", expires_in: 86_400, refresh_token: "refresh", refresh_expires_in: 864_000 }
}

const pages = projectPath("dist-web")
/** A file of the pages, or their one document. */
const page = (path: string): { readonly body: Buffer; readonly type: string } => {
  const extension = extname(path)
  const file = types[extension] === undefined ? "index.html" : path
  return { body: readFileSync(join(pages, file)), type: types[extname(file)] ?? "text/plain" }
}

/** `updatesPerS`: of each row. */
export const startWallServer = async (room: Room, updatesPerS: number): Promise<WallServer> => {
  const rest = (path: string): unknown => {
    if (path.startsWith("/api/v1/auth/")) return loggedIn
    return path.endsWith("/people") ? room.people() : []
  }
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const { pathname } = new URL(request.url ?? "/", "http://bench")
    if (pathname.startsWith("/api/")) {
      const meta = { timestamp: new Date().toISOString(), version: "v1" }
      response.setHeader("content-type", "application/json")
      response.end(JSON.stringify({ status: "success", data: rest(pathname), meta, errors: [] }))
      return
    }
    try {
      const { body, type } = page(pathname)
      response.setHeader("content-type", type)
      response.end(body)
    } catch {
      response.statusCode = 404
      response.end()
    }
  }
  const http = createServer(answer)
  const sockets = new Server(http, { transports: ["websocket"], serveClient: false })
  const numbers = Array.from({ length: room.size }, (_, n) => n)
  let rev = 0
  let updates = 0

  sockets.on("connection", (socket) => {
    const welcome: Welcome = {
      version: protocolVersion,
      userId: me.id,
      role: "proctor",
      now: instant(Date.now()),
      tokenEnds: instant(Date.now() + 86_400_000),
      beatEveryMs: 2_000,
      maxFrameBytes: 65_536
    }
    socket.emit("welcome", welcome)
    socket.on("subscribe", (asked: unknown, acknowledge: (reply: unknown) => void) => {
      if (decodeSubscribe(asked)._tag === "Actor") {
        const at = instant(Date.now())
        acknowledge({ _tag: "Snapshot", audience: "proctors", generation, seq: 1, at, view: room.view() })
        return
      }
      const rows = numbers.map((n) => room.row(n))
      acknowledge({ _tag: "Feed", ref: feed, generation, rev, rows, presence: numbers.map((n) => room.presence(n)) })
      void socket.join("wall")
    })
  })

  // Each row changes so many times a second, in turn, so that every tick has its share of them.
  let next = 0
  const perTick = (room.size * updatesPerS * tickMs) / 1_000
  const tick = setInterval(() => {
    const changed = new Set<number>()
    for (let n = 0; n < perTick; n++) {
      next = (next + 1) % room.size
      room.change(next)
      changed.add(next)
    }
    updates += perTick
    const of = [...changed]
    const frame: FeedFrame = {
      ref: feed,
      generation,
      prev: rev,
      rev: ++rev,
      rows: of.flatMap((n) => room.row(n) ?? []),
      presence: of.filter((n) => n % 5 === 0).flatMap((n) => room.presence(n) ?? [])
    }
    sockets.to("wall").emit("feed", frame)
  }, tickMs)
  const tides = setInterval(() => {
    const tide: Tide = {
      now: instant(Date.now()),
      actors: [{ actor: exam, audience: "proctors", generation, seq: 1 }],
      feeds: [{ ref: feed, generation, rev }]
    }
    sockets.emit("tide", tide)
  }, tideMs)

  await new Promise<void>((listening) => {
    http.listen(0, "127.0.0.1", listening)
  })
  const address = http.address()
  if (address === null || typeof address === "string") throw new Error("the wall's server has no port")
  return {
    url: `http://127.0.0.1:${address.port}`,
    updates: () => updates,
    close: async () => {
      clearInterval(tick)
      clearInterval(tides)
      await sockets.close()
    }
  }
}
