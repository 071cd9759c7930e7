import type { Words } from "../../words.ts"
import { actions } from "./actions.ts"
import { record } from "./record.ts"
import { review } from "./review.ts"
import { room } from "./room.ts"
import { signs } from "./signs.ts"

export const proctor: Words["proctor"] = { ...signs, ...room, ...actions, ...record, ...review }
