/** Who may follow what over the live connection, and send what is about the connection alone. */
import type { ActorType } from "../../protocol/ids.ts"
import type { feedNames, plainEvents } from "../../protocol/live.ts"
import { type Rule, watcher } from "./rule.ts"

/** The actor itself says as whom one sees it; to whom it is nothing at all, this says. */
export const subscriptions: Readonly<Record<ActorType, Rule>> = {
  learner: ["course:read@own"],
  course: ["course:read"],
  attempt: ["assessment:submit@own", "exam:watch@room", "assessment:create@course"],
  exam: ["assessment:submit@own", "exam:watch@room", "assessment:create@course"]
}

export const feeds: Readonly<Record<(typeof feedNames)[number], Rule>> = {
  wall: watcher,
  board: ["student:view_progress@course"]
}

export const events: Readonly<Record<(typeof plainEvents)[number], Rule>> = {
  unsubscribe: "anyone",
  beat: "anyone",
  renew: "anyone"
}
