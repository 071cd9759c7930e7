/** `npm start`: installs what is locked, compiles what changed, runs the engine. */
import { run } from "./toolchain.mjs"

await run("engine/main.ts", process.argv.slice(2))
