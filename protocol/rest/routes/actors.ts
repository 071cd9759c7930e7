/** The routes of `../actors.ts`. */
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"
import { RefusalCode } from "../../errors.ts"
import { ActorKey, ActorType } from "../../ids.ts"
import { Authenticated } from "../caller.ts"
import { asking, paging, refusing, success } from "../envelope.ts"
import { inPath } from "../request.ts"
import { LiveActorRow, ParkedRow } from "../actors.ts"

const from = (minimum: number) => inPath(Schema.Int.check(Schema.isBetween({ minimum, maximum: Number.MAX_SAFE_INTEGER })))
const one = { type: ActorType, id: from(1) }

/** `live`: null where this node does not have it in memory. `state`: sizes and standings, no word of anybody's. */
const ActorDetail = Schema.Struct({
  actor: ActorKey,
  node: Schema.String,
  live: Schema.NullOr(LiveActorRow),
  state: Schema.NullOr(Schema.Record(Schema.String, Schema.NullOr(Schema.Union([Schema.String, Schema.Finite, Schema.Boolean])))),
  parked: Schema.Array(ParkedRow)
})

/** `code`: of the refusal, where it was refused again and stays parked. */
const Retried = Schema.Struct({ applied: Schema.Boolean, code: Schema.NullOr(RefusalCode) })

export const ActorsGroup = HttpApiGroup.make("actors")
  .add(
    HttpApiEndpoint.get("list", "/actors", {
      query: { ...paging, type: Schema.optionalKey(ActorType) },
      success: success(Schema.Array(LiveActorRow)),
      error: refusing(...asking)
    }),
    HttpApiEndpoint.get("parked", "/actors/parked", {
      query: paging,
      success: success(Schema.Array(ParkedRow)),
      error: refusing(...asking)
    }),
    HttpApiEndpoint.get("read", "/actors/:type/:id", {
      params: one,
      success: success(ActorDetail),
      error: refusing(...asking)
    }),
    HttpApiEndpoint.post("retry", "/actors/:type/:id/reactions/:seq/:index/retry", {
      params: { ...one, seq: from(1), index: from(0) },
      success: success(Retried),
      error: refusing(...asking, "overloaded", "storage_full")
    })
  )
  .middleware(Authenticated)
  .annotateMerge(OpenApi.annotations({ title: "Actors", description: "What the engine has in memory, and what got stuck." }))
