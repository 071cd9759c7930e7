/** Opens a run with its seed and ends it with one plain line, `123 passed, 0 failed`, for readers that are programs. */
import type { Reporter, TestModule, Vitest } from "vitest/node"

export default class Tally implements Reporter {
  onInit(vitest: Vitest): void {
    const seed = vitest.config.env.STOA_SEED
    process.stdout.write(`seed ${seed} (STOA_SEED=${seed} npm test repeats this run)\n`)
  }

  onTestRunEnd(modules: ReadonlyArray<TestModule>, unhandled: ReadonlyArray<unknown>): void {
    let passed = 0
    // A file that could not be loaded holds no tests, and must not count as none.
    let failed = unhandled.length + modules.filter((module) => module.errors().length > 0).length
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        if (state === "passed") passed += 1
        else if (state !== "skipped") failed += 1
      }
    }
    process.stdout.write(`\n${passed} passed, ${failed} failed\n`)
  }
}
