/** Who calls a route, and the two middlewares every route is wrapped in. Implemented by the gateway. */
import { Context } from "effect"
import { HttpApiMiddleware, HttpApiSecurity } from "effect/http-api"
import type { Person } from "../principal.ts"

/** The person whose access token came with the request. */
export class Caller extends Context.Service<Caller, Person>()("stoa/protocol/rest/Caller") {}

/** Checks the bearer token, then the route's row in the policy. */
export class Authenticated extends HttpApiMiddleware.Service<Authenticated, { provides: Caller; requires: never }>()(
  "stoa/protocol/rest/Authenticated",
  { security: { bearer: HttpApiSecurity.bearer } }
) {}

/** Turns what a Schema refuses into the envelope's errors. */
export class Enveloped extends HttpApiMiddleware.Service<Enveloped>()("stoa/protocol/rest/Enveloped") {}
