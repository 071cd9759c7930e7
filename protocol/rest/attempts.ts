/** Sitting an attempt: the fallback for what its taker does over the live connection. */
import { AttemptId } from "../ids.ts"
import { inPath } from "./request.ts"

export const attempt = { id: inPath(AttemptId) }
/** What the state of an attempt may answer to whatever it does not allow. */
export const standing = [
  ...(["not_started", "not_ended", "attempt_over", "terminated"] as const),
  ...(["declined", "exam_closed", "voided"] as const)
] as const
