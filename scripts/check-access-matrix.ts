/** Holds that whatever can be asked for has its hand-written row in the access matrix, before any test runs. */
import { gaps } from "../tests/integration/access-matrix/completeness.ts"

const found = gaps()
for (const gap of found) console.error(gap)
if (found.length > 0) process.exit(1)
console.log("the access matrix has a row for everything")
