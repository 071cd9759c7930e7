/** Who calls a route, and the middlewares that routes are wrapped in. Implemented by the gateway. */
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

/**
 * For routes that write plain rows: a request with an `Idempotency-Key` takes effect once and gets its first answer again
 * for a day. Stands before `Authenticated`, which has to have said who asks. What goes to cells is done once there.
 */
export class Once extends HttpApiMiddleware.Service<Once, { provides: never; requires: Caller }>()("stoa/protocol/rest/Once") {}

/** Turns what a Schema refuses into the envelope's errors. */
export class Enveloped extends HttpApiMiddleware.Service<Enveloped>()("stoa/protocol/rest/Enveloped") {}
