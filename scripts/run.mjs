/** `node scripts/run.mjs bench/main.ts …`: as `start.mjs`, for any other program of the project. */
import { run } from "./toolchain.mjs"

const [program, ...args] = process.argv.slice(2)
if (program === undefined) {
  process.stderr.write("usage: node scripts/run.mjs <program.ts> [arguments]\n")
  process.exit(2)
}
await run(program, args)
