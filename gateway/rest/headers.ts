/** What every answer says to browsers: what may be done with it, who may frame it, which other origins' pages may read it. */
import { Config, Effect } from "effect"
import { SystemSettings } from "../../storage/settings/system-settings.ts"

/** How this node faces browsers, by setting. */
export interface Facing {
  /** Origins whose pages may read answers; `*`: all. Empty: only the server's own. */
  readonly origins: ReadonlyArray<string>
  /** Seconds for which browsers are to use TLS only; 0 says nothing, for servers without it. */
  readonly hstsSeconds: number
}

/** Answers are data: nothing in them is to be run, framed, or told where a page's reader came from. */
const always: ReadonlyArray<readonly [string, string]> = [
  ["x-content-type-options", "nosniff"],
  ["referrer-policy", "no-referrer"],
  ["x-frame-options", "DENY"]
]
/** Of those that an answer may say otherwise. */
const unlessSaid: ReadonlyArray<readonly [string, string]> = [
  ["cache-control", "no-store"],
  ["content-security-policy", "default-src 'none'; frame-ancestors 'none'"]
]

export const securityHeaders = (
  given: Readonly<Record<string, string | undefined>>,
  { hstsSeconds }: Facing
): ReadonlyArray<readonly [string, string]> => [
  ...always,
  ...unlessSaid.filter(([name]) => given[name] === undefined),
  ...(hstsSeconds > 0 ? [["strict-transport-security", `max-age=${hstsSeconds}`] as const] : [])
]

const exposed =
  "ETag, Retry-After, Location, Link, Content-Disposition, Content-Range, Accept-Ranges, X-Request-Id, X-Response-Time, " +
  "Idempotency-Replayed, Upload-Offset, Upload-Length, Upload-Expires, Tus-Resumable"
const methods = "GET, HEAD, POST, PUT, PATCH, DELETE"
const accepted =
  "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, If-Range, Range, X-Request-Id, " +
  "Tus-Resumable, Upload-Length, Upload-Metadata, Upload-Offset"

const isAllowed = (origin: string, { origins }: Facing): boolean => origins.includes("*") || origins.includes(origin)

/** Without credentials: what a page may do it does with a token that it was given, never with a cookie that comes along. */
export const corsHeaders = (origin: string | undefined, facing: Facing): ReadonlyArray<readonly [string, string]> => {
  if (facing.origins.length === 0) return []
  const vary = ["vary", "Origin"] as const
  if (origin === undefined || !isAllowed(origin, facing)) return [vary]
  return [vary, ["access-control-allow-origin", origin], ["access-control-expose-headers", exposed]]
}

/** The answer to a browser that asks beforehand; `undefined` where this is no such question, or none that is allowed. */
export const preflight = (
  method: string,
  headers: Readonly<Record<string, string | undefined>>,
  facing: Facing
): Readonly<Record<string, string>> | undefined => {
  const { origin } = headers
  if (method !== "OPTIONS" || origin === undefined || headers["access-control-request-method"] === undefined) return undefined
  if (!isAllowed(origin, facing)) return undefined
  return {
    "access-control-allow-methods": methods,
    "access-control-allow-headers": accepted,
    "access-control-max-age": "7200"
  }
}

export const facing = Effect.gen(function* () {
  const settings = yield* SystemSettings
  const hstsSeconds = yield* Config.Int("STOA_HSTS").pipe(Config.withDefault(0))
  const chosen: Facing = {
    // An administrator may change them while the node runs.
    get origins() {
      return settings.get("cors_origins")
    },
    hstsSeconds
  }
  return chosen
})
