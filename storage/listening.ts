/** Word from other nodes, and from this one, by PostgreSQL's own channels: told when the transaction that tells it commits. */
import { Effect, type Scope } from "effect"
import type { StorageUnavailable } from "../engine/journal.ts"
import type { Database } from "./database.ts"

/**
 * Calls `heard` with what is told on a channel, for as long as the scope lives. `began` is called once it listens, at first and
 * after every lost connection: what was told meanwhile nobody heard.
 */
export const listening = (
  { run }: Pick<Database["Service"], "run">,
  channel: string,
  heard: (told: string) => void,
  began?: () => void
): Effect.Effect<void, StorageUnavailable, Scope.Scope> =>
  Effect.acquireRelease(
    run((db) => db.listen(channel, heard, began)),
    // A connection that is gone listens to nothing, which is what was wanted.
    ({ unlisten }) => Effect.promise(() => unlisten().catch(() => {}))
  ).pipe(Effect.asVoid)
