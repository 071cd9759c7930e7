/** `npm run build`: installs what is locked and compiles what changed. */
import { build, install } from "./toolchain.mjs"

install()
build()
