/** Compiles what changed, once before a run: tests start the program as people run it, from `dist`. */
import { build } from "../scripts/toolchain.mjs"

export default build
