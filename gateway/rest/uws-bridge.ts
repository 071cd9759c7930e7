/**
 * Effect's router on uWebSockets.js. The obvious way, a web `Request` in and a `Response` out, costs three quarters of the
 * throughput; instead the router gets a light request object, and its response is written straight to the socket.
 *
 * What uWebSockets.js wants respected: its request object is gone after the first tick, a body's chunk after its callback,
 * a response after `onAborted`; and nothing may be written to a response twice.
 */
import { type Cause, Context, Effect, type Fiber, type Scope } from "effect"
import { HttpEffect, Headers, HttpRouter, HttpServerError, HttpServerRequest, HttpServerResponse } from "effect/http"
import { randomBytes } from "node:crypto"
import { STATUS_CODES } from "node:http"
import type { HttpRequest, HttpResponse, TemplatedApp } from "uWebSockets.js"
import { FilePart } from "../../media/file-part.ts"
import { type Ending, Stream } from "../../media/streaming.ts"
import { refuse } from "../../protocol/errors.ts"
import type { Instant } from "../../protocol/time.ts"
import { clientAddress, peerAddress } from "../address.ts"
import { refusalOf, refusalResponse } from "./answers.ts"
import { type Coding, codingFor, compress, mayCompress } from "./compression.ts"
import { corsHeaders, type Facing, preflight, securityHeaders } from "./headers.ts"
import { IncomingBody } from "./incoming-body.ts"
import { Arrival, UwsRequest } from "./request.ts"
import { TextParts } from "./text-parts.ts"

/** One finished request, for logs and metrics. `route` is the pattern, never the path: paths would be unbounded labels. */
export interface Finished {
  readonly id: string
  readonly method: string
  readonly route: string
  readonly status: number
  readonly ms: number
  /** It took as long as its bytes took to come or go, which says nothing about us. */
  readonly streamed: boolean
  readonly cause?: Cause.Cause<unknown>
}

export interface BridgeOptions {
  /** Of a body that is held whole. */
  readonly maxBodyBytes: (method: string, path: string) => number
  /** Requests whose body the handler takes as it arrives, however large it is. */
  readonly takesStream?: (method: string, path: string) => boolean
  readonly now: () => Instant
  readonly trustProxy: boolean
  readonly facing: Facing
  readonly finished: (request: Finished) => void
}

export interface Bridge {
  readonly attach: (app: TemplatedApp, ...patterns: ReadonlyArray<string>) => void
  /** Requests whose answer is not written yet. */
  readonly underWay: () => number
}

const prefix = randomBytes(6).toString("base64url")
let count = 0
const acceptedId = /^[A-Za-z0-9_.-]{8,64}$/
const requestId = (offered: string): string => (acceptedId.test(offered) ? offered : `${prefix}-${(++count).toString(36)}`)

const statusLine = (status: number): string => `${status} ${STATUS_CODES[status] ?? "Unknown"}`

interface Exchange {
  readonly res: HttpResponse
  readonly arrival: Arrival
  readonly method: string
  /** Without its query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly started: number
  /** Where it is taken as it arrives. */
  readonly incoming: IncomingBody | undefined
  aborted: boolean
  /** The answer is decided. It may be on its way through zlib still. */
  answered: boolean
  written: boolean
  cause: Cause.Cause<unknown> | undefined
}

interface Outgoing {
  readonly response: HttpServerResponse.HttpServerResponse
  readonly body: Uint8Array | undefined
  readonly coding: Coding | undefined
  /** It depends on what the asker takes, whichever was chosen. */
  readonly codable: boolean
  readonly close: boolean
}

/** Each download holds a file descriptor. */
const mostDownloads = 1_000
/** As much is taken of a body whose answer is decided, so that its sender comes to read it. */
const mostDrained = 1024 * 1024

/** Status and headers, without how long the body is. */
const writeHead = (
  { res, arrival, headers }: Exchange,
  { response, coding, codable }: Pick<Outgoing, "response" | "coding" | "codable">,
  facing: Facing,
  ms: number
): void => {
  res.writeStatus(statusLine(response.status))
  for (const name in response.headers) {
    const value = response.headers[name]
    if (value !== undefined && name !== "content-length") res.writeHeader(name, value)
  }
  for (const [name, value] of securityHeaders(response.headers, facing)) res.writeHeader(name, value)
  for (const [name, value] of corsHeaders(headers["origin"], facing)) res.writeHeader(name, value)
  if (codable) res.writeHeader("vary", "Accept-Encoding")
  if (coding !== undefined) res.writeHeader("content-encoding", coding)
  res.writeHeader("x-request-id", arrival.id)
  res.writeHeader("x-response-time", (ms / 1000).toFixed(3))
}

const write = (exchange: Exchange, outgoing: Outgoing, facing: Facing, ms: number): void => {
  const { res, method } = exchange
  const { response, body, close } = outgoing
  res.cork(() => {
    writeHead(exchange, outgoing, facing, ms)
    // With any argument, `undefined` included, it announces that many bytes and then waits for them forever.
    if (response.status === 204 || response.status === 304) res.endWithoutBody()
    else if (method === "HEAD") {
      res.writeHeader("content-length", String(partOf(response)?.length ?? body?.byteLength ?? 0))
      res.endWithoutBody()
    } else res.end(body ?? "", close)
  })
}

const partOf = ({ body }: HttpServerResponse.HttpServerResponse): FilePart | undefined =>
  body._tag === "Raw" && body.body instanceof FilePart ? body.body : undefined
const textIn = ({ body }: HttpServerResponse.HttpServerResponse): TextParts | undefined =>
  body._tag === "Raw" && body.body instanceof TextParts ? body.body : undefined

const sendFile = async (
  res: HttpResponse,
  { path, from, length }: FilePart,
  head: () => void,
  instead: (res: HttpResponse) => void
): Promise<Ending> => {
  const stream = new Stream(res)
  const ending = await stream.send(path, from, length, head).catch(() => "failed" as const)
  if (ending === "failed") stream.answer(instead)
  return ending
}

export const makeBridge = <R>(
  router: Effect.Effect<HttpServerResponse.HttpServerResponse, unknown, R | HttpServerRequest.HttpServerRequest | Scope.Scope>,
  context: Context.Context<R>,
  options: BridgeOptions
): Bridge => {
  const underWay = new Set<Exchange>()
  const exchanges = new WeakMap<Arrival, Exchange>()

  let downloads = 0

  const tell = (exchange: Exchange, route: string, status: number, ms: number, streamed: boolean): void => {
    const { arrival, method, cause } = exchange
    options.finished({ id: arrival.id, method, route, status, ms, streamed, ...(cause === undefined ? {} : { cause }) })
  }

  const leave = (exchange: Exchange, route: string, outgoing: Outgoing): void => {
    exchange.written = true
    underWay.delete(exchange)
    exchange.incoming?.close()
    const ms = performance.now() - exchange.started
    const part = partOf(outgoing.response) ?? textIn(outgoing.response)
    if (part !== undefined && exchange.method !== "HEAD" && !exchange.aborted) {
      if (downloads < mostDownloads) return send(exchange, route, outgoing, part)
      return leave(exchange, route, { ...outgoing, response: refusalResponse(Date.now(), refuse("overloaded")) })
    }
    if (!exchange.aborted) write(exchange, outgoing, options.facing, ms)
    tell(exchange, route, exchange.aborted ? 499 : outgoing.response.status, ms, exchange.incoming !== undefined)
  }

  const send = (exchange: Exchange, route: string, outgoing: Outgoing, part: FilePart | TextParts): void => {
    const { res } = exchange
    // A file that was removed since it was looked up is not there.
    const refusal = refusalResponse(Date.now(), refuse(part instanceof FilePart ? "not_found" : "unavailable"))
    const instead = () => {
      writeHead(exchange, { response: refusal, coding: undefined, codable: false }, options.facing, 0)
      res.end(refusal.body._tag === "Uint8Array" ? refusal.body.body : "")
    }
    const head = () => writeHead(exchange, outgoing, options.facing, performance.now() - exchange.started)
    downloads += 1
    const leaving = part instanceof FilePart ? sendFile(res, part, head, instead) : part.send(res, head, instead)
    void leaving.then((ending) => {
      downloads -= 1
      const status = ending === "failed" ? refusal.status : ending === "aborted" ? 499 : outgoing.response.status
      tell(exchange, route, status, performance.now() - exchange.started, true)
    })
  }

  const finish = (exchange: Exchange, route: string, response: HttpServerResponse.HttpServerResponse, close = false): void => {
    if (exchange.answered) return
    exchange.answered = true
    const { incoming } = exchange
    if (incoming !== undefined && !incoming.isWhole) {
      void incoming.drain(mostDrained).then(() => prepare(exchange, route, response, !incoming.isWhole))
    } else prepare(exchange, route, response, close)
  }

  const prepare = (exchange: Exchange, route: string, response: HttpServerResponse.HttpServerResponse, close: boolean): void => {
    const body = response.body._tag === "Uint8Array" ? response.body.body : undefined
    const { "content-type": type = "", "cache-control": control = "", "content-encoding": coded } = response.headers
    const codable = body !== undefined && coded === undefined && mayCompress(exchange.path, type, control, body.byteLength)
    const plain = { response, body, coding: undefined, codable, close }
    const coding = codable ? codingFor(exchange.headers["accept-encoding"]) : undefined
    if (coding === undefined || body === undefined) return leave(exchange, route, plain)
    compress(coding, body, control.startsWith("public"), (smaller) =>
      leave(exchange, route, smaller === undefined ? plain : { response, body: smaller, coding, codable, close })
    )
  }

  const routed = Effect.catchCause(router, (cause) =>
    Effect.map(HttpServerRequest.HttpServerRequest, (request) => {
      const exchange = request.source instanceof Arrival ? exchanges.get(request.source) : undefined
      const refusal = refusalOf(cause)
      if (exchange !== undefined && refusal.code === "internal") exchange.cause = cause
      return refusalResponse(Date.now(), refusal)
    })
  )
  const handled = HttpEffect.toHandled(routed, (request, response) =>
    Effect.contextWith((own: Context.Context<never>) => {
      const exchange = request.source instanceof Arrival ? exchanges.get(request.source) : undefined
      const route = Context.getOrUndefined(own, HttpRouter.RouteContext)?.route.path ?? "unknown"
      if (exchange !== undefined) finish(exchange, route, response)
      return Effect.void
    })
  )

  const run = (exchange: Exchange, url: string, headers: Record<string, string>, body: Uint8Array | IncomingBody): void => {
    const request = new UwsRequest(exchange.arrival, exchange.method, url, Headers.fromRecordUnsafe(headers), body)
    exchanges.set(exchange.arrival, exchange)
    const fiber: Fiber.Fiber<void> = Effect.runForkWith(Context.add(context, HttpServerRequest.HttpServerRequest, request))(
      handled
    )
    if (exchange.written) return
    exchange.res.onAborted(() => {
      exchange.aborted = true
      exchange.incoming?.close()
      fiber.interruptUnsafe(undefined, HttpServerError.ClientAbort.annotation)
    })
  }

  const receive = (res: HttpResponse, req: HttpRequest): void => {
    const started = performance.now()
    const headers: Record<string, string> = {}
    req.forEach((name, value) => {
      headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`
    })
    // Without a question mark it is undefined, whatever its type says.
    const query: string | undefined = req.getQuery()
    const path = req.getUrl()
    const url = query ? `${path}?${query}` : path
    const method = req.getCaseSensitiveMethod()
    const address = clientAddress(peerAddress(res.getRemoteAddress()), headers["x-forwarded-for"], options.trustProxy)
    const id = requestId(headers["x-request-id"] ?? "")
    const arrived = (incoming?: IncomingBody): Exchange => {
      const exchange: Exchange = {
        res,
        arrival: new Arrival(id, options.now(), address),
        method,
        path,
        headers,
        started,
        incoming,
        aborted: false,
        answered: false,
        written: false,
        cause: undefined
      }
      underWay.add(exchange)
      return exchange
    }
    const asked = preflight(method, headers, options.facing)
    if (asked !== undefined) return finish(arrived(), "preflight", HttpServerResponse.empty({ status: 204, headers: asked }))
    const hasBody = headers["transfer-encoding"] !== undefined || (headers["content-length"] ?? "0") !== "0"
    if (!hasBody) return run(arrived(), url, headers, new Uint8Array(0))

    if (options.takesStream?.(method, path) === true) {
      const incoming = new IncomingBody(res)
      return run(arrived(incoming), url, headers, incoming)
    }

    // Closing is the only way to stop a sender that has announced, or goes on sending, more than is taken.
    const most = options.maxBodyBytes(method, path)
    const tooLarge = () => finish(arrived(), "unknown", refusalResponse(Date.now(), refuse("too_large")), true)
    if (Number(headers["content-length"] ?? 0) > most) return tooLarge()
    const chunks: Array<Uint8Array> = []
    let size = 0
    let over = false
    res.onAborted(() => {
      over = true
    })
    res.onData((chunk, isLast) => {
      if (over) return
      size += chunk.byteLength
      if (size > most) {
        over = true
        return tooLarge()
      }
      // The buffer is detached once this returns.
      chunks.push(new Uint8Array(chunk.slice(0)))
      if (isLast) run(arrived(), url, headers, chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks))
    })
  }

  return {
    attach: (app, ...patterns) => {
      for (const pattern of patterns) app.any(pattern, receive)
    },
    underWay: () => underWay.size
  }
}
