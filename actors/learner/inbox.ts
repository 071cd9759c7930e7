/**
 * What a learner was told by their courses, and what of it they have read. The words stay with the course that announced
 * them: an erasure of their author reaches every inbox at once, and no inbox holds a stranger's key.
 */
import { refuse } from "../../protocol/errors.ts"
import type { Instant } from "../../protocol/time.ts"
import { accept, type Decision } from "../actor.ts"
import type { EventOf, LearnerEvent, LearnerInternal, LearnerState, Notice } from "./contract.ts"

type Taken<Tag extends LearnerInternal["_tag"]> = Extract<LearnerInternal, { readonly _tag: Tag }>

/** Older ones stay in the journal. */
export const noticesKept = 200

export const noticeKey = ({ courseId, number }: { readonly courseId: number; readonly number: number }): string =>
  `${courseId}-${number}`

/** Courses number their announcements: one that was heard of is not heard of again, in whichever order they come. */
export const noticed = (state: LearnerState, { courseId, number, by, at }: Taken<"Noticed">): Decision<LearnerEvent> => {
  if (state.inbox[noticeKey({ courseId, number })] !== undefined) return accept([])
  if ((state.inboxBefore[courseId] ?? 0) >= number) return accept([])
  const first = Object.keys(state.inbox).length < noticesKept ? undefined : oldest(state.inbox)
  const gone = first === undefined ? null : { courseId: first.courseId, number: first.number }
  return accept([{ _tag: "NoticeReceived", courseId, number, by, at, gone }])
}

export const readNotice = (state: LearnerState, command: Taken<"ReadNotice">, now: Instant): Decision<LearnerEvent> => {
  const { courseId, number } = command
  const notice = state.inbox[noticeKey(command)]
  if (notice === undefined) return refuse("notice_unknown", { field: "number" })
  if (notice.readAt !== null) return accept([], { readAt: notice.readAt })
  return accept([{ _tag: "NoticeRead", courseId, number, at: now }], { readAt: now })
}

/** The one to give way to a newer one: the oldest of all. */
const oldest = (inbox: LearnerState["inbox"]): Notice | undefined => {
  let first: Notice | undefined
  for (const each of Object.values(inbox)) {
    if (first === undefined || each.at < first.at || (each.at === first.at && noticeKey(each) < noticeKey(first))) first = each
  }
  return first
}

export const receive = (state: LearnerState, { gone, courseId, number, by, at }: EventOf<"NoticeReceived">): void => {
  state.inbox[noticeKey({ courseId, number })] = { courseId, number, by, at, readAt: null }
  if (gone === null) return
  delete state.inbox[noticeKey(gone)]
  // What gave way must not come in again when it is delivered a second time.
  state.inboxBefore[gone.courseId] = Math.max(state.inboxBefore[gone.courseId] ?? 0, gone.number)
}
