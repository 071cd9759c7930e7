/**
 * Cursors: where a list ended, as text that nobody has to understand. Nothing in them is secret and nothing is trusted: they
 * are read by their Schema, and bound a query that asks for no more than the asker may see anyhow.
 */
import { Effect, Result, Schema } from "effect"
import { refuse, type Refusal } from "../../protocol/errors.ts"

export interface Cursors<A> {
  readonly write: (place: unknown) => string
  readonly read: (cursor: string | undefined) => Effect.Effect<A | undefined, Refusal>
}

export const cursors = <S extends Schema.Codec<unknown, unknown>>(place: S): Cursors<S["Type"]> => {
  const encode = Schema.encodeUnknownSync(Schema.fromJsonString(place))
  const decode = Schema.decodeUnknownResult(Schema.fromJsonString(place))
  return {
    write: (at) => Buffer.from(encode(at)).toString("base64url"),
    read: (cursor) => {
      if (cursor === undefined) return Effect.succeed(undefined)
      const read = decode(Buffer.from(cursor, "base64url").toString("utf8"))
      if (Result.isSuccess(read)) return Effect.succeed(read.success)
      return Effect.fail(refuse("invalid", { field: "cursor", message: "This is no cursor of this list. Begin without one." }))
    }
  }
}
