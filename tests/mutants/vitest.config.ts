/** For `npm run mutants`: tests that need nothing but memory, one worker, and no database server to wait for. */
import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    pool: "forks",
    maxWorkers: 1,
    setupFiles: ["tests/seed.ts"],
    env: { STOA_SEED: process.env.STOA_SEED ?? "1" },
    testTimeout: 60_000,
    allowOnly: false
  }
})
