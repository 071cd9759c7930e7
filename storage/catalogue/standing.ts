/**
 * Word that what somebody may do has changed: a role's permissions, somebody's role, whom they stand for. The database tells
 * every node in the transaction that changed it, whoever that was.
 */
import { Context, Effect, Layer, Option, Schema, type Scope } from "effect"
import type { StorageUnavailable } from "../../engine/journal.ts"
import { UserId } from "../../protocol/ids.ts"
import { type Person, Role } from "../../protocol/principal.ts"
import { Database } from "../database.ts"
import { listening } from "../listening.ts"

/** Whom it concerns; without either, anybody. */
export const StandingChange = Schema.Struct({ role: Schema.optionalKey(Role), user: Schema.optionalKey(UserId) })
export type StandingChange = typeof StandingChange.Type
const decode = Schema.decodeUnknownOption(Schema.fromJsonString(StandingChange))

export const concerns = ({ role, user }: StandingChange, person: Person): boolean =>
  (role === undefined || person.role === role) && (user === undefined || person.userId === user)

const channel = "stoa_standing"

export class Standing extends Context.Service<
  Standing,
  {
    /** For as long as the scope lives; after a lost connection for everybody, since nobody knows what was missed. */
    readonly watch: (listener: (change: StandingChange) => void) => Effect.Effect<void, StorageUnavailable, Scope.Scope>
  }
>()("stoa/storage/Standing") {
  static readonly layer = Layer.effect(
    Standing,
    Effect.map(Database, (database) =>
      Standing.of({
        watch: (listener) =>
          listening(
            database,
            channel,
            (text) => listener(Option.getOrElse(decode(text), (): StandingChange => ({}))),
            () => listener({})
          )
      })
    )
  )
}
