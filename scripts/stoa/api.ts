/** The API as the command line uses it: a client made of the contract itself, logged in, with refusals as sentences. */
import { Effect, Schema } from "effect"
import { FetchHttpClient, HttpClient, HttpClientError, HttpClientRequest } from "effect/http"
import { HttpApiClient } from "effect/http-api"
import { Api } from "../../protocol/rest/api.ts"
import { ErrorEnvelope } from "../../protocol/rest/envelope.ts"
import { keepLogIn, type LogIn, readLogIn } from "./log-in.ts"
import { Trouble } from "./verb.ts"

export const defaultUrl = "http://127.0.0.1:8080"

export interface Asked {
  readonly token?: string
  /** `Idempotency-Key`. */
  readonly key?: string
  /** `If-Match`. */
  readonly revision?: string
}

const make = (url: string, { token, key, revision }: Asked) =>
  HttpApiClient.make(Api, {
    baseUrl: url,
    transformClient: HttpClient.mapRequest((request) =>
      HttpClientRequest.setHeaders(request, {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(key === undefined ? {} : { "idempotency-key": key }),
        ...(revision === undefined ? {} : { "if-match": revision })
      })
    )
  })
export type Client = Effect.Success<ReturnType<typeof make>>

const isRefused = Schema.is(ErrorEnvelope)

const troubleOf = (error: unknown, url: string): Trouble => {
  if (error instanceof Trouble) return error
  if (isRefused(error)) {
    const sentences = error.errors.map(
      ({ code, message, field }) => `${field === undefined ? "" : `${field}: `}${message} [${code}]`
    )
    const loggedOut = error.errors.some(({ code }) => code === "unauthenticated" || code === "token_expired")
    return new Trouble(sentences.join("\n"), loggedOut ? 3 : 1)
  }
  if (error instanceof HttpClientError.HttpClientError && error.reason._tag === "TransportError")
    return new Trouble(`No server answers at ${url}. Is it running? Log in with --url to name another.`, 4)
  return new Trouble(`The answer of ${url} could not be read: ${error instanceof Error ? error.message : String(error)}`, 4)
}

export const askAt = <A, E>(url: string, call: (client: Client) => Effect.Effect<A, E>, asked: Asked = {}): Promise<A> =>
  Effect.runPromise(
    make(url, asked).pipe(
      Effect.flatMap(call),
      Effect.mapError((error) => troubleOf(error, url)),
      Effect.provide(FetchHttpClient.layer)
    )
  )

/** What a log-in or its renewal answered, kept. */
export const keepTokens = (
  url: string,
  tokens: { readonly access_token: string; readonly expires_in: number; readonly refresh_token: string }
): LogIn => {
  const { access_token: accessToken, refresh_token: refreshToken, expires_in } = tokens
  const logIn = { url, accessToken, refreshToken, accessEnds: Date.now() + expires_in * 1_000 }
  keepLogIn(logIn)
  return logIn
}

const marginMs = 30_000

const current = async (): Promise<LogIn> => {
  const kept = readLogIn()
  if (kept === undefined) throw new Trouble("You are not logged in. Run: npm run stoa -- login", 3)
  if (kept.accessEnds > Date.now() + marginMs) return kept
  const payload = { refresh_token: kept.refreshToken }
  const { data } = await askAt(kept.url, (client) => client.auth.refresh({ payload }))
  return keepTokens(kept.url, data)
}

/** As whoever is logged in. */
export const ask = async <A, E>(call: (client: Client) => Effect.Effect<A, E>, asked: Omit<Asked, "token"> = {}): Promise<A> => {
  const { url, accessToken } = await current()
  return askAt(url, call, { ...asked, token: accessToken })
}
