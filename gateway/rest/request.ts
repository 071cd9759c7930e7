/**
 * A request as Effect's router reads it, without a web `Request` in between: converting through one costs three quarters
 * of the throughput. The body is whole before the first effect runs, so reading it never waits; but for the few routes that
 * take it as it arrives, as a stream only.
 */
import { Effect, Inspectable, Option, type Schema, type Scope, Stream } from "effect"
import {
  Cookies,
  type Headers,
  HttpIncomingMessage,
  HttpServerError,
  HttpServerRequest,
  type Multipart,
  UrlParams
} from "effect/http"
import type { Instant } from "../../protocol/time.ts"
import type { Origin } from "../address.ts"
import { IncomingBody } from "./incoming-body.ts"

/** What the bridge knows of a request beyond HTTP. */
export class Arrival {
  readonly id: string
  /** When the whole message was here, on the engine's clock (T5). */
  readonly receivedAt: Instant
  readonly address: string
  /** Of what is answered, where a handler knows it better than a hash of the body would. */
  entityTag: string | undefined
  /** It stands for a part of the answer only; the whole has the hash behind it. */
  entityTagIsPart = false
  constructor(id: string, receivedAt: Instant, address: string) {
    this.id = id
    this.receivedAt = receivedAt
    this.address = address
  }
}

/** Where a request comes from, for accounts and the activity log. */
export const originOf = (request: HttpServerRequest.HttpServerRequest): Origin => ({
  address: request.source instanceof Arrival ? request.source.address : "unknown",
  userAgent: (request.headers["user-agent"] ?? "").slice(0, 300)
})

const decoder = new TextDecoder("utf-8", { fatal: true })

export class UwsRequest extends Inspectable.Class implements HttpServerRequest.HttpServerRequest {
  readonly [HttpServerRequest.TypeId]: typeof HttpServerRequest.TypeId = HttpServerRequest.TypeId
  readonly [HttpIncomingMessage.TypeId]: typeof HttpIncomingMessage.TypeId = HttpIncomingMessage.TypeId
  readonly source: Arrival
  readonly method: string
  readonly url: string
  readonly originalUrl: string
  readonly headers: Headers.Headers
  readonly protocol = undefined
  readonly #body: Uint8Array | IncomingBody

  constructor(
    source: Arrival,
    method: string,
    url: string,
    headers: Headers.Headers,
    body: Uint8Array | IncomingBody,
    originalUrl: string = url
  ) {
    super()
    this.source = source
    this.method = method
    this.url = url
    this.originalUrl = originalUrl
    this.headers = headers
    this.#body = body
  }

  toJSON(): unknown {
    return HttpIncomingMessage.inspect(this, { _id: "UwsRequest", id: this.source.id, method: this.method, url: this.url })
  }

  modify(change: { readonly url?: string; readonly headers?: Headers.Headers }): UwsRequest {
    return new UwsRequest(
      this.source,
      this.method,
      change.url ?? this.url,
      change.headers ?? this.headers,
      this.#body,
      this.originalUrl
    )
  }

  get remoteAddress(): Option.Option<string> {
    return Option.some(this.source.address)
  }
  get peerAddress(): Option.Option<string> {
    return this.remoteAddress
  }
  get cookies(): Readonly<Record<string, string>> {
    return Cookies.parseHeader(this.headers["cookie"] ?? "")
  }

  get text(): Effect.Effect<string, HttpServerError.HttpServerError> {
    return Effect.flatMap(this.#whole, (body) =>
      Effect.try({ try: () => decoder.decode(body), catch: (cause) => this.#unreadable("not UTF-8", cause) })
    )
  }
  get json(): Effect.Effect<Schema.Json, HttpServerError.HttpServerError> {
    return Effect.flatMap(this.text, (text) =>
      Effect.try({ try: (): Schema.Json => JSON.parse(text), catch: (cause) => this.#unreadable("not JSON", cause) })
    )
  }
  get urlParamsBody(): Effect.Effect<UrlParams.UrlParams, HttpServerError.HttpServerError> {
    return Effect.map(this.text, (text) => UrlParams.fromInput(new URLSearchParams(text)))
  }
  get arrayBuffer(): Effect.Effect<ArrayBuffer, HttpServerError.HttpServerError> {
    return Effect.map(this.#whole, (body) => new Uint8Array(body).buffer)
  }
  get stream(): Stream.Stream<Uint8Array, HttpServerError.HttpServerError> {
    const body = this.#body
    return body instanceof IncomingBody
      ? Stream.fromAsyncIterable(body, (cause) => this.#unreadable("the body broke off", cause))
      : Stream.make(body)
  }
  get #whole(): Effect.Effect<Uint8Array, HttpServerError.HttpServerError> {
    return this.#body instanceof IncomingBody
      ? Effect.fail(this.#unreadable("this body is a stream"))
      : Effect.succeed(this.#body)
  }

  get multipart(): Effect.Effect<Multipart.Persisted, Multipart.MultipartError, Scope.Scope> {
    return Effect.die(this.#unreadable("multipart bodies are not taken here"))
  }
  get multipartStream(): Stream.Stream<Multipart.Part, Multipart.MultipartError> {
    return Stream.die(this.#unreadable("multipart bodies are not taken here"))
  }
  get upgrade(): Effect.Effect<never, HttpServerError.HttpServerError> {
    return Effect.fail(this.#unreadable("upgrades are not taken here"))
  }
  readonly upgradeWith = () => this.upgrade

  #unreadable(description: string, cause?: unknown): HttpServerError.HttpServerError {
    return new HttpServerError.HttpServerError({
      reason: new HttpServerError.RequestParseError({ request: this, description, cause })
    })
  }
}
