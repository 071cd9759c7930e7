/** The witness on disk: signed heads of every chained actor, in a folder outside the database. */
import { Effect, Layer } from "effect"
import { realTimers } from "../../engine/timers.ts"
import { instant } from "../../protocol/time.ts"
import type { DatabaseRefused } from "../database.ts"
import { HeadsFile } from "./heads-file.ts"
import { headsKey } from "./heads-key.ts"
import { HeadsWriter } from "./heads-writer.ts"
import { Witness } from "./witness.ts"

export interface HeadsOptions {
  /** Stoa's data folder, where the key is. */
  readonly data: string
  /** Where the files are kept. */
  readonly folder: string
  /** Names this node among several, in names of files. */
  readonly node: string | undefined
}

export const headsLayer = ({ data, folder, node }: HeadsOptions): Layer.Layer<never, DatabaseRefused> =>
  Layer.effect(
    Witness,
    Effect.gen(function* () {
      const file = new HeadsFile(folder, node, yield* headsKey(data))
      const tell = Effect.runForkWith(yield* Effect.context<never>())
      const writer = new HeadsWriter({
        append: (at, heads) => file.append(at, heads),
        timers: realTimers(() => instant(Date.now())),
        failing: (error) => {
          const message = error instanceof Error ? error.message : String(error)
          tell(Effect.logError(`Heads of the journal cannot be kept in ${folder}: ${message}. Exams go on; it is tried again.`))
        },
        working: () => void tell(Effect.logInfo(`Heads of the journal are kept in ${folder} again`))
      })
      // What comes after is closed before: the last commits are over by then.
      yield* Effect.addFinalizer(() => Effect.promise(() => writer.flush()))
      return writer.note
    })
  )
