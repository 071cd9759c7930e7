/**
 * Entity tags (RFC 9110, 8.8 and 13.1). A resource with a `revision` has that as its tag; of any other answer it is a hash.
 * Both are strong and stand for `data` and `meta.pagination`: `meta.timestamp` says when the answer was made, and an answer
 * that differs in nothing else is the same.
 */
import { createHash } from "node:crypto"
import { Effect } from "effect"
import { HttpServerRequest, HttpServerResponse } from "effect/http"
import { refuse, type Refusal } from "../../protocol/errors.ts"
import { Arrival } from "./request.ts"

export const revisionTag = (revision: number): string => `"r${revision}"`

/** Where the envelope's own time begins; `meta` stands after `data`, so it is the last of its kind. */
const before = Buffer.from('"meta":{"timestamp":"')
const timeLength = "2027-03-01T08:00:00.000Z".length
/** Past this, hashing takes longer than it is worth to the few that ask again. */
const mostHashed = 256 * 1024

const hashOf = (body: Uint8Array): string | undefined => {
  if (body.byteLength > mostHashed) return undefined
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const at = bytes.lastIndexOf(before)
  if (at < 0) return undefined
  const from = at + before.byteLength
  const hash = createHash("sha256")
    .update(bytes.subarray(0, from))
    .update(bytes.subarray(from + timeLength))
  return `"${hash.digest("base64url").slice(0, 22)}"`
}

const tags = (header: string): ReadonlyArray<string> =>
  header
    .split(",")
    .map((tag) => tag.trim())
    .filter((tag) => tag !== "")

/** Gives a successful answer its tag, and none of its body to who has it already. */
export const withEntityTag = (response: HttpServerResponse.HttpServerResponse) =>
  Effect.map(HttpServerRequest.HttpServerRequest, (request) => {
    if (response.status < 200 || response.status > 299) return response
    const asked = request.method === "GET" || request.method === "HEAD"
    const { entityTag: named, entityTagIsPart: isPart } =
      request.source instanceof Arrival ? request.source : { entityTag: undefined, entityTagIsPart: false }
    const { body } = response
    const hashed = asked && response.status === 200 && body._tag === "Uint8Array" && body.contentType.includes("json")
    const hash = hashed && (isPart || named === undefined) ? hashOf(body.body) : undefined
    const tag = named !== undefined && hash !== undefined ? `${named.slice(0, -1)}.${hash.slice(1)}` : (named ?? hash)
    if (tag === undefined) return response
    const given = tags(request.headers["if-none-match"] ?? "").map((each) => each.replace(/^W\//, ""))
    // Who asked for the body as it was, weakly or not, has it still.
    return asked && (given.includes(tag) || given.includes("*"))
      ? HttpServerResponse.empty({ status: 304, headers: { etag: tag } })
      : HttpServerResponse.setHeader(response, "etag", tag)
  })

/** Names the revision of what the request answers with. */
export const tagged = <A extends { readonly revision: number }, E, R>(resource: Effect.Effect<A, E, R>) =>
  Effect.tap(resource, ({ revision }) =>
    Effect.map(HttpServerRequest.HttpServerRequest, ({ source }) => {
      if (source instanceof Arrival) source.entityTag = revisionTag(revision)
    })
  )

/** The same of an answer that says other things besides what can be edited, which change without it. */
export const taggedInPart = <A extends { readonly revision: number }, E, R>(resource: Effect.Effect<A, E, R>) =>
  Effect.tap(tagged(resource), () =>
    Effect.map(HttpServerRequest.HttpServerRequest, ({ source }) => {
      if (source instanceof Arrival) source.entityTagIsPart = true
    })
  )

/** Which revisions an edit may be made on. */
export type Expected = "any" | ReadonlyArray<number>

/**
 * `If-Match` of an edit. Without it, somebody else's edit made meanwhile would be undone unseen, so it has to be there;
 * `*` takes whatever revision there is. What stands behind a dot says more than what is edited. Weak tags and those of hashes
 * alone match none.
 */
export const expectedRevision = (request: HttpServerRequest.HttpServerRequest): Effect.Effect<Expected, Refusal> =>
  Effect.suspend((): Effect.Effect<Expected, Refusal> => {
    const header = request.headers["if-match"]
    if (header === undefined) return Effect.fail(refuse("precondition_required", { field: "If-Match" }))
    const given = tags(header)
    if (given.includes("*")) return Effect.succeed("any")
    return Effect.succeed(
      given.flatMap((tag) => {
        const revision = Number(/^"r(\d{1,15})(?:\.[\w-]+)?"$/.exec(tag)?.[1] ?? Number.NaN)
        return Number.isNaN(revision) ? [] : [revision]
      })
    )
  })

/** Of what undoes nobody's edit, such as an addition or an approval: made on any revision, unless one is named. */
export const revisionIfNamed = (request: HttpServerRequest.HttpServerRequest): Effect.Effect<Expected, Refusal> =>
  request.headers["if-match"] === undefined ? Effect.succeed("any") : expectedRevision(request)

/** `revision` is the one that is stored, read where it can no longer change: in the transaction of the edit. */
export const holds = (expected: Expected, revision: number): boolean => expected === "any" || expected.includes(revision)

/** Fails unless the edit was made on what is stored. */
export const unchanged = (expected: Expected, revision: number): Effect.Effect<void, Refusal> =>
  holds(expected, revision) ? Effect.void : Effect.fail(refuse("precondition_failed", { field: "If-Match" }))
