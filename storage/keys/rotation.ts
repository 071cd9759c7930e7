/**
 * The master key is exchanged while the school goes on: nodes start with a new secret and the former one beside it, keys
 * under either open, and all are wrapped anew in the background. Where it stands is in the rows themselves, so that a stop at
 * any moment leaves nothing to repair: the next start goes on with what is left.
 *
 * While nodes are restarted one by one, some still have the former secret as theirs and write under it. Only a node
 * whose secret is the newest that any came with rewraps, and it looks again every minute; so two never undo each other's
 * work. A secret that was once superseded does not become the newest again.
 */
import { Context, Effect, Layer, Metric, Schedule } from "effect"
import { AuditLog } from "../audit/audit-log.ts"
import { Database } from "../database.ts"
import { masterKeys, type MasterKeys } from "./master-key.ts"
import { keysLeft, rewrapAll } from "./rewrapping.ts"

/** `superseded`: another node has a newer secret; this one's is a former one. */
export interface RotationStatus {
  readonly state: "settled" | "rewrapping" | "superseded"
  /** Keys that are not under the newest master key yet, as this node knows. */
  readonly left: number
  /** Keys that no secret at hand opens: one is missing in STOA_SECRET_PREVIOUS. */
  readonly unreadable: number
}

/** How it stands. A reference, since storage that lives in memory has no master key. */
export const KeyRotation = Context.Reference<() => RotationStatus>("stoa/storage/KeyRotation", {
  defaultValue: () => () => ({ state: "settled", left: 0, unreadable: 0 })
})

const everySoOften = "1 minute"

/** What its entries in the audit log have in common. */
const ofRotation = {
  by: { kind: "engine", part: "key rotation" },
  on: { type: "key", id: "master" },
  outcome: "done",
  from: null
} as const

/** The name of the newest, after making this node's own known. */
const newest = ({ run }: Database["Service"], { current }: MasterKeys) =>
  Effect.gen(function* () {
    yield* run((sql) => sql`insert into person_keys.master_keys (name) values (${current.name}) on conflict do nothing`)
    const rows = yield* run(
      (sql) => sql<Array<{ name: string }>>`select name from person_keys.master_keys order by place desc limit 2`
    )
    return { name: rows[0]?.name, before: rows[1]?.name }
  })

const make = (data: string) =>
  Effect.gen(function* () {
    const database = yield* Database
    const log = yield* AuditLog
    const masters = yield* masterKeys(data)
    const { current } = masters
    const gauge = Metric.gauge("stoa_keys_to_rewrap", { description: "Keys that are not under the newest master key yet" })
    let status: RotationStatus = { state: "settled", left: 0, unreadable: 0 }
    const set = (now: RotationStatus) => {
      status = now
      return Metric.update(gauge, now.left)
    }

    const look = Effect.gen(function* () {
      const { name, before } = yield* newest(database, masters)
      const left = yield* keysLeft(database, masters)
      if (name !== current.name) {
        if (status.state !== "superseded")
          yield* Effect.logWarning(
            "Another node has a newer STOA_SECRET; restart this one with it, and with its own as a previous one."
          )
        return yield* set({ state: "superseded", left: 0, unreadable: 0 })
      }
      if (left === 0 || left === status.unreadable) return yield* set({ ...status, state: "settled", left })
      // Keys from before master keys had names are wrapped by this one: that is no exchange.
      if (before !== undefined) {
        yield* Effect.logInfo(`${left} keys are wrapped anew under the master key ${current.name}`)
        yield* log.record({
          ...ofRotation,
          action: "key.rotation_begun",
          details: { from: before, to: current.name, keys: left }
        })
      }
      yield* set({ state: "rewrapping", left, unreadable: 0 })
      const done = yield* rewrapAll(database, masters, ({ rewrapped, unreadable }) =>
        set({ state: "rewrapping", left: Math.max(0, left - rewrapped), unreadable })
      )
      if (done.unreadable > 0)
        yield* Effect.logError(
          `${done.unreadable} keys open with no secret at hand. Give the one they are under in STOA_SECRET_PREVIOUS.`
        )
      if (before !== undefined) {
        yield* Effect.logInfo(`${done.rewrapped} keys are under the master key ${current.name}`)
        yield* log.record({
          ...ofRotation,
          action: "key.rotation_finished",
          details: { to: current.name, keys: done.rewrapped }
        })
      }
      yield* set({ state: "settled", left: yield* keysLeft(database, masters), unreadable: done.unreadable })
    })
    yield* look.pipe(
      Effect.tapError((error) => Effect.logWarning(`Keys could not be wrapped anew for now: ${error.message}`)),
      Effect.ignore,
      Effect.repeat(Schedule.spaced(everySoOften)),
      Effect.forkScoped
    )
    return () => status
  })

/** `data`: Stoa's data folder. */
export const keyRotationLayer = (data: string) => Layer.effect(KeyRotation, make(data))
