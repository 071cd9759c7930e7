/**
 * One run, three workers (the target machine has two cores; what waits for a clock or a browser leaves them free). The seed of every random
 * choice is drawn here and printed once by the reporter; `STOA_SEED=… npm test` repeats a run.
 */
import { defineConfig } from "vitest/config"
import Order from "./tests/order.ts"

const seed = process.env.STOA_SEED ?? String(Math.floor(Math.random() * 0x7fffffff))

/** What is compiled, and a database to copy. */
const surroundings = ["tests/build-setup.mjs", "tests/postgres-setup.ts"]

/**
 * Where no module keeps what has to end with a file, a worker keeps from file to file what it has loaded: loading takes over a
 * second each. The fixtures of `whole` end what a file has started.
 */
export default defineConfig({
  test: {
    pool: "forks",
    maxWorkers: 3,
    // As the program itself is started: histories of a thousand runs leave much behind that is young.
    execArgv: ["--max-semi-space-size=64"],
    sequence: { sequencer: Order },
    setupFiles: ["tests/seed.ts"],
    // Hashed a hundred times in a run, at the least that is allowed: a quarter of the time.
    env: { STOA_SEED: seed, STOA_PASSWORD_COST: "10" },
    // Against hanging, not against slowness: the machine may have other work.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    teardownTimeout: 30_000,
    allowOnly: false,
    reporters: ["default", "./tests/tally.ts"],
    projects: [
      {
        // Nothing outside the process.
        extends: true,
        test: {
          name: "alone",
          include: ["tests/{client,engine,property,simulation,web}/**/*.test.ts"],
          exclude: ["**/*.pg.test.ts"],
          isolate: false
        }
      },
      {
        extends: true,
        test: {
          name: "parts",
          include: ["tests/{conformance,contract,integration}/**/*.test.ts", "tests/**/*.pg.test.ts"],
          globalSetup: surroundings,
          isolate: false
        }
      },
      { extends: true, test: { name: "whole", include: ["tests/{end-to-end,pages}/**/*.test.ts"], globalSetup: surroundings } }
    ]
  }
})
