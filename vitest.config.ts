/**
 * One run, two workers (the target machine has two cores, and Postgres needs its share). The seed of every random
 * choice is drawn here and printed once by the reporter; `STOA_SEED=… npm test` repeats a run.
 */
import { defineConfig } from "vitest/config"

const seed = process.env.STOA_SEED ?? String(Math.floor(Math.random() * 0x7fffffff))

export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    pool: "forks",
    maxWorkers: 2,
    globalSetup: ["tests/build-setup.mjs", "tests/postgres-setup.ts"],
    setupFiles: ["tests/seed.ts"],
    // Hashed a hundred times in a run, at the least that is allowed: a quarter of the time.
    env: { STOA_SEED: seed, STOA_PASSWORD_COST: "10" },
    // Against hanging, not against slowness: the machine may have other work.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    teardownTimeout: 30_000,
    allowOnly: false,
    reporters: ["default", "./tests/tally.ts"]
  }
})
