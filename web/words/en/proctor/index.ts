/** What proctors and reviewers read. */
import { actions } from "./actions.ts"
import { record } from "./record.ts"
import { review } from "./review.ts"
import { room } from "./room.ts"
import { signs } from "./signs.ts"

export const proctor = { ...signs, ...room, ...actions, ...record, ...review }
