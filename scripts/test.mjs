/**
 * `npm test`: installs what is locked, compiles (tests start the engine as a process of its own, from `dist`), and runs
 * vitest once with the arguments given: `npm test -- tests/engine`, `npm test -- -t G2`.
 */
import { join } from "node:path"
import { build, install, root } from "./toolchain.mjs"

install()
build()
const vitest = join(root, "node_modules", "vitest", "vitest.mjs")
process.chdir(root)
process.argv = [process.execPath, vitest, "run", ...process.argv.slice(2)]
await import(vitest)
