/** Limits of time are those of a machine with nothing else to do; a test machine runs other tests, and more besides. */
import { availableParallelism, loadavg } from "node:os"

/** As much longer as there is more that wants to run than there are processors. */
export const undisturbed = (ms: number): number => ms * Math.max(1, (loadavg()[0] ?? 0) / availableParallelism())
