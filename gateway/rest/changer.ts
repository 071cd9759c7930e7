/** Who changes something by this request, for the audit log. */
import { Effect } from "effect"
import type { HttpServerRequest } from "effect/http"
import { Caller } from "../../protocol/rest/caller.ts"
import type { Changer } from "../../storage/audit/changer.ts"
import { originOf } from "./request.ts"

export const changer = (request: HttpServerRequest.HttpServerRequest) =>
  Effect.map(Caller, ({ userId }): Changer => ({ person: userId, from: originOf(request) }))
