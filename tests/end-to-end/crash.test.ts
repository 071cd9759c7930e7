/**
 * The crash bench in small, on the compiled engine and a PostgreSQL of its own. `npm run bench -- crash` is the same with
 * more rounds, more clients and longer loads.
 */
import { expect, test } from "vitest"
import { runCrash } from "../../bench/crash/crash.ts"

/** Ten seconds on a machine of its own; the rest is for a busy one, since a test cut short leaves a database running. */
const timeout = 180_000

test(
  "LP-23 LP-24 what was acknowledged is there once after engine and database were killed under load",
  { timeout },
  async () => {
    const findings = await runCrash({
      rounds: 2,
      learners: 8,
      seed: Number(process.env["STOA_SEED"]),
      loadMs: [300, 800]
    })
    expect(findings).toMatchObject({ rounds: 2, databaseKills: 1, lost: 0, duplicated: 0, shownNotStored: 0, errors: 0 })
    expect(findings.acked).toBeGreaterThan(100)
    expect(findings.inFlightAtKill).toBeGreaterThan(0)
  }
)
