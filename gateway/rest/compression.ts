/**
 * Answers made smaller where the asker takes it. What is large is compressed in zlib's threads, since a page of a
 * thousand rows would hold the event loop for milliseconds; what is small is done at once, since the way there and back
 * would take longer than the work.
 *
 * Answers that carry tokens are left alone: how well a secret compresses beside words of the asker's tells about the secret.
 */
import { brotliCompress, brotliCompressSync, constants, gzip, gzipSync } from "node:zlib"

export type Coding = "br" | "gzip"

/** Below, headers weigh as much as what is saved. */
const least = 1024
/** Up to here at once: about a fifth of a millisecond. */
const atOnce = 8 * 1024

const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }
const deflate = { level: 5 }

/** Everything below a log-in's own routes may hold tokens, codes or keys. */
const secretive = /^\/api\/v1\/(?:auth|users\/me\/(?:mfa|totp|password|sessions))(?:\/|$)/

const compressible = /^(?:application\/(?:[\w.+-]*json|jsonl|xml)|text\/)/

export const mayCompress = (path: string, contentType: string, cacheControl: string, bytes: number): boolean =>
  bytes >= least && compressible.test(contentType) && !cacheControl.includes("no-transform") && !secretive.test(path)

/** Weights of `Accept-Encoding` (RFC 9110, 12.5.3); brotli where both are as welcome. */
export const codingFor = (accept: string | undefined): Coding | undefined => {
  if (accept === undefined) return undefined
  const weights = new Map<string, number>()
  for (const part of accept.toLowerCase().split(",")) {
    const [name = "", ...parameters] = part.split(";").map((text) => text.trim())
    const weight = parameters.find((parameter) => parameter.startsWith("q="))
    weights.set(name, weight === undefined ? 1 : Number(weight.slice(2)) || 0)
  }
  const of = (name: Coding) => weights.get(name) ?? weights.get("*") ?? 0
  if (of("br") > 0 && of("br") >= of("gzip")) return "br"
  return of("gzip") > 0 ? "gzip" : undefined
}

/** Bodies that are the same object each time, such as the API's page, are compressed once. */
const known = new WeakMap<Uint8Array, Map<Coding, Uint8Array>>()

/** Hands the compressed body to `done`, at once or later; `undefined` where it cannot be had. */
export const compress = (
  coding: Coding,
  body: Uint8Array,
  keep: boolean,
  done: (compressed: Uint8Array | undefined) => void
): void => {
  const found = known.get(body)?.get(coding)
  if (found !== undefined) return done(found)
  if (body.byteLength <= atOnce && !keep)
    return done(coding === "br" ? brotliCompressSync(body, brotli) : gzipSync(body, deflate))
  const finished = (error: Error | null, compressed: Uint8Array): void => {
    if (error !== null) return done(undefined)
    if (keep) known.set(body, (known.get(body) ?? new Map<Coding, Uint8Array>()).set(coding, compressed))
    done(compressed)
  }
  if (coding === "br") brotliCompress(body, brotli, finished)
  else gzip(body, deflate, finished)
}
