import { Effect, Layer, Logger } from "effect"
import { TestClock } from "effect/testing"
import { describe, expect, it } from "vitest"
import { DatabaseTime } from "../../engine/database-time.ts"
import { Engine, type EngineStatus } from "../../engine/engine.ts"
import { StorageUnavailable } from "../../engine/journal.ts"
import { keepTelling } from "../../engine/main/telling.ts"
import { engineIn, fit } from "../engine-stand-in.ts"

/** What the operator has been told after each second; `condition` is changed in between. */
class Operator {
  status: EngineStatus = fit
  databaseAnswers = true
  readonly told: Array<string> = []

  readonly layer = Layer.mergeAll(
    Layer.succeed(
      Engine,
      engineIn(() => this.status)
    ),
    Layer.succeed(
      DatabaseTime,
      DatabaseTime.of({
        read: Effect.suspend(() =>
          this.databaseAnswers ? Effect.succeed(0) : Effect.fail(new StorageUnavailable({ message: "away" }))
        )
      })
    ),
    Logger.layer([
      Logger.make(({ message }) => {
        const [words] = [message].flat()
        this.told.push(String(words))
      })
    ]),
    TestClock.layer()
  )

  watch(happens: (pass: Effect.Effect<void>) => Effect.Effect<void>): Promise<void> {
    const program = Effect.gen(function* () {
      yield* keepTelling
      yield* happens(TestClock.adjust("1 second"))
    })
    return Effect.runPromise(Effect.scoped(program).pipe(Effect.provide(this.layer)))
  }
}

const full = "The database has no room: changes are refused until there is some. What was acknowledged is stored."

describe("what the operator is told", () => {
  it("TEL-1 each condition once when it comes and once when it is over", async () => {
    const operator = new Operator()
    await operator.watch((pass) =>
      Effect.gen(function* () {
        yield* pass
        expect(operator.told).toEqual([])
        operator.status = { ...fit, storageFull: true, timesStorageFull: 1 }
        yield* pass
        yield* pass
        expect(operator.told).toEqual([full])
        operator.status = { ...fit, timesStorageFull: 1 }
        yield* pass
        yield* pass
        expect(operator.told).toEqual([full, "The database takes changes again"])
      })
    )
  })

  it("TEL-2 a full disk also when it came and went between two looks", async () => {
    const operator = new Operator()
    await operator.watch((pass) =>
      Effect.gen(function* () {
        yield* pass
        operator.status = { ...fit, timesStorageFull: 3 }
        yield* pass
        yield* pass
        expect(operator.told).toEqual([full, "The database takes changes again"])
      })
    )
  })

  it("TEL-3 that slots are not at hand only while the database, whose absence takes them, answers", async () => {
    const operator = new Operator()
    await operator.watch((pass) =>
      Effect.gen(function* () {
        yield* pass
        operator.databaseAnswers = false
        operator.status = { ...fit, ready: false }
        yield* pass
        expect(operator.told).toHaveLength(1)
        expect(operator.told[0]).toContain("The database does not answer")
        operator.databaseAnswers = true
        yield* pass
        expect(operator.told.slice(1)).toEqual([
          "The database answers again",
          "The engine does not take commands: its slots are not at hand"
        ])
      })
    )
  })
})
