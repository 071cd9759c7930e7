/**
 * What the operator is told of the engine's condition while it runs: each change once, when it comes and when it is
 * over. How often it happened is for the metrics; how it is now is for `/health`.
 */
import { Effect, Schedule } from "effect"
import { DatabaseTime } from "../database-time.ts"
import { Engine, type EngineStatus } from "../engine.ts"

interface Seen extends EngineStatus {
  readonly databaseAnswers: boolean
  /** Also when it came and went since the last look, which may wait for a database that is down. */
  readonly wasFull: boolean
}

interface Condition {
  readonly holds: (seen: Seen) => boolean
  readonly comes: string
  readonly goes: string
}

const conditions: ReadonlyArray<Condition> = [
  {
    holds: ({ databaseAnswers }) => !databaseAnswers,
    comes: "The database does not answer: nothing is accepted until it does. What was acknowledged is stored.",
    goes: "The database answers again"
  },
  {
    holds: ({ storageFull, wasFull }) => storageFull || wasFull,
    comes: "The database has no room: changes are refused until there is some. What was acknowledged is stored.",
    goes: "The database takes changes again"
  },
  {
    holds: ({ clockHealthy }) => !clockHealthy,
    comes: "The clock jumped against the database's: this node calls itself unhealthy until they agree",
    goes: "The clock agrees with the database's again"
  },
  {
    holds: ({ ready, databaseAnswers }) => !ready && databaseAnswers,
    comes: "The engine does not take commands: its slots are not at hand",
    goes: "The engine takes commands again"
  },
  {
    holds: ({ parkedReactions, parkedAlarms }) => parkedReactions + parkedAlarms > 0,
    comes: "Something was parked that an administrator has to look at",
    goes: "Nothing is parked any more"
  }
]

/** Looks every second, for as long as the scope lives. */
export const keepTelling = Effect.gen(function* () {
  const engine = yield* Engine
  const database = yield* DatabaseTime
  const answers = database.read.pipe(
    Effect.timeout("2 seconds"),
    Effect.as(true),
    Effect.catch(() => Effect.succeed(false))
  )
  const holding = new Set<Condition>()
  let timesFull = 0
  const look = Effect.gen(function* () {
    const databaseAnswers = yield* answers
    const status = engine.status()
    const seen: Seen = { databaseAnswers, ...status, wasFull: status.timesStorageFull > timesFull }
    timesFull = status.timesStorageFull
    const changed = conditions.filter((condition) => condition.holds(seen) !== holding.has(condition))
    yield* Effect.forEach(changed, (condition) => {
      if (holding.delete(condition)) return Effect.logInfo(condition.goes)
      holding.add(condition)
      return Effect.logError(condition.comes, seen)
    })
  })
  yield* look.pipe(Effect.repeat(Schedule.spaced("1 second")), Effect.forkScoped)
})
