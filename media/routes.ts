/**
 * `/media/<grant>/<lesson>/<file>`: the files of packaged lessons, for players such as hls.js. GET and HEAD; ranges,
 * entity tags; same-origin only. A log-in that ends takes the downloads under way with it.
 */
import { Cause, Context, Effect, Exit, Layer } from "effect"
import type { HttpRequest, HttpResponse, TemplatedApp } from "uWebSockets.js"
import { refuse, type Refusal, statusOf } from "../protocol/errors.ts"
import { PlaybackGrants, PlaybackSessions } from "./grants.ts"
import { type LessonFile, Lessons } from "./lessons.ts"
import { type Conditions, type Part, partOf } from "./ranges.ts"
import { Stream } from "./streaming.ts"

/** The app the routes hang on; the gateway's. */
export class MediaApp extends Context.Service<MediaApp, { readonly app: TemplatedApp }>()("stoa/media/MediaApp") {}

/** Each download holds a file descriptor. */
const maximumDownloads = 1_000

const reason: Readonly<Record<number, string>> = {
  200: "200 OK",
  206: "206 Partial Content",
  304: "304 Not Modified",
  403: "403 Forbidden",
  404: "404 Not Found",
  405: "405 Method Not Allowed",
  416: "416 Range Not Satisfiable",
  500: "500 Internal Server Error",
  503: "503 Service Unavailable"
}

/** The envelope of the REST interface, so that a client has one way to read errors. */
const envelope = (refusal: Refusal): string =>
  JSON.stringify({
    status: "error",
    data: null,
    meta: { timestamp: new Date().toISOString(), version: "v1" },
    errors: [{ code: refusal.code, message: refusal.message }]
  })

const refuseWith = (
  stream: Stream,
  head: boolean,
  status: number,
  refusal: Refusal,
  extra: ReadonlyArray<[string, string]> = []
) => {
  const body = envelope(refusal)
  stream.answer((response) => {
    response.writeStatus(reason[status] ?? `${status}`)
    response.writeHeader("Content-Type", "application/json; charset=utf-8")
    response.writeHeader("Cache-Control", "no-store")
    for (const [name, value] of extra) response.writeHeader(name, value)
    if (head) response.writeHeader("Content-Length", String(Buffer.byteLength(body))).endWithoutBody()
    else response.end(body)
  })
}

const writeHead = (response: HttpResponse, file: LessonFile, part: Part): void => {
  response.writeStatus(reason[part.status] ?? "200 OK")
  response.writeHeader("ETag", file.etag)
  response.writeHeader("Cache-Control", "private, max-age=600")
  response.writeHeader("Accept-Ranges", "bytes")
  response.writeHeader("X-Content-Type-Options", "nosniff")
  response.writeHeader("Cross-Origin-Resource-Policy", "same-origin")
  if (part.status === 304) return
  if (part.status === 416) {
    response.writeHeader("Content-Range", `bytes */${file.bytes}`)
    return
  }
  response.writeHeader("Content-Type", file.type)
  if (part.status === 206) {
    response.writeHeader("Content-Range", `bytes ${part.from}-${part.from + part.length - 1}/${file.bytes}`)
  }
}

interface Wish extends Conditions {
  readonly head: boolean
  readonly grant: string
  readonly lesson: string
  readonly file: string
}

/** Read at once: the request is gone after the handler's first await. A range is defined for GET only. */
const wishOf = (request: HttpRequest, head: boolean): Wish => ({
  head,
  grant: request.getParameter(0) ?? "",
  lesson: request.getParameter(1) ?? "",
  file: request.getParameter(2) ?? "",
  range: head ? "" : request.getHeader("range"),
  ifRange: head ? "" : request.getHeader("if-range"),
  ifNoneMatch: request.getHeader("if-none-match")
})

export const mediaRoutes = Layer.effectDiscard(
  Effect.gen(function* () {
    const { app } = yield* MediaApp
    const lessons = yield* Lessons
    const grants = yield* PlaybackGrants
    const sessions = yield* PlaybackSessions
    const services = yield* Effect.context<never>()
    const underWay = new Map<string, Set<Stream>>()
    let downloads = 0

    yield* Effect.acquireRelease(
      Effect.sync(() =>
        sessions.onEnded((session) => {
          for (const stream of [...(underWay.get(session) ?? [])]) stream.cut()
        })
      ),
      (takeBack) => Effect.sync(takeBack)
    )

    const serve = async (stream: Stream, session: string, wish: Wish, file: LessonFile): Promise<void> => {
      const part = partOf(wish, file.etag, file.bytes)
      if (part.status === 304 || part.status === 416) {
        stream.answer((response) => {
          writeHead(response, file, part)
          if (part.status === 304) response.endWithoutBody()
          else response.end("")
        })
        return
      }
      if (wish.head) {
        stream.answer((response) => {
          writeHead(response, file, part)
          // endWithoutBody(length) never completes the response: the length is a header like any other.
          response.writeHeader("Content-Length", String(file.bytes)).endWithoutBody()
        })
        return
      }
      const those = underWay.get(session) ?? new Set()
      underWay.set(session, those.add(stream))
      downloads += 1
      try {
        const ending = await stream.send(file.path, part.from, part.length, (response) => writeHead(response, file, part))
        if (ending === "failed") refuseWith(stream, false, 500, refuse("internal"))
      } finally {
        downloads -= 1
        those.delete(stream)
        if (those.size === 0) underWay.delete(session)
      }
    }

    const handle = Effect.fnUntraced(function* (stream: Stream, wish: Wish) {
      const grant = yield* grants.admit(wish.grant, wish.lesson)
      const file = lessons.find(grant.lesson)?.files.get(wish.file)
      if (file === undefined) return yield* Effect.fail(refuse("not_found"))
      if (downloads >= maximumDownloads) return yield* Effect.fail(refuse("overloaded"))
      yield* Effect.promise(() => serve(stream, grant.session, wish, file)).pipe(
        Effect.tapCause((cause) => Effect.logError("A lesson's file could not be sent", { file: file.path }, cause))
      )
    })

    const route = (head: boolean) => (response: HttpResponse, request: HttpRequest) => {
      const stream = new Stream(response)
      const wish = wishOf(request, head)
      Effect.runCallbackWith(services)(handle(stream, wish), {
        onExit: (exit) => {
          if (Exit.isSuccess(exit)) return
          const failure = exit.cause.reasons.find(Cause.isFailReason)
          if (failure === undefined) refuseWith(stream, head, 500, refuse("internal"))
          // Whoever holds an address that doesn't open has no log-in to renew here: always 403, never 401.
          else
            refuseWith(stream, head, failure.error.code === "token_expired" ? 403 : statusOf(failure.error.code), failure.error)
        }
      })
    }

    app.get("/media/:grant/:lesson/:file", route(false))
    app.head("/media/:grant/:lesson/:file", route(true))
    app.get("/media/*", (response) => refuseWith(new Stream(response), false, 404, refuse("not_found")))
    app.head("/media/*", (response) => refuseWith(new Stream(response), true, 404, refuse("not_found")))
    app.any("/media/*", (response) =>
      refuseWith(new Stream(response), false, 405, refuse("malformed", { message: "Use GET or HEAD here." }), [
        ["Allow", "GET, HEAD"]
      ])
    )
  })
)
