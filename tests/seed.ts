/** Every property of this run draws from the seed that vitest.config.ts printed; a failure also prints its own path. */
import { configureGlobal, readConfigureGlobal } from "fast-check"

configureGlobal({ ...readConfigureGlobal(), seed: Number(process.env.STOA_SEED) })
