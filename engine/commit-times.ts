/**
 * How long commits take and how much they carry, for whoever asks why acknowledgements are slow: nothing is acknowledged
 * before its commit, and a commit waits for the disk.
 */
import { Effect, Metric } from "effect"
import type { Journal } from "./journal.ts"

const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15]
const counts = [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000]
/** Past this the operator is told: people notice, and most often it is the disk. */
const slowMs = 1_000

type Commit = Journal["Service"]["commit"]

/** `commit`, measured: `stoa_commit_duration_seconds`, `stoa_commit_rows`, and a warning for one that takes over a second. */
export const timed = (commit: Commit): Effect.Effect<Commit> =>
  Effect.map(Effect.context<never>(), (context) => {
    const duration = Metric.histogram("stoa_commit_duration_seconds", {
      description: "Time from sending a statement of the journal to its answer",
      boundaries: seconds
    })
    const rows = Metric.histogram("stoa_commit_rows", { description: "Journal rows in one statement", boundaries: counts })
    // A lane runs its statements by themselves, without the program's logger.
    const tell = Effect.runForkWith(context)
    return (batch) =>
      Effect.suspend(() => {
        const began = performance.now()
        const observe = Effect.sync(() => {
          const tookMs = performance.now() - began
          duration.updateUnsafe(tookMs / 1_000, context)
          rows.updateUnsafe(batch.rows.length, context)
          if (tookMs < slowMs) return
          const carried = `${batch.rows.length} ${batch.rows.length === 1 ? "row" : "rows"}`
          tell(Effect.logWarning(`A commit of ${carried} took ${Math.round(tookMs)} ms; whoever waited for it waited as long.`))
        })
        return Effect.ensuring(commit(batch), observe)
      })
  })
