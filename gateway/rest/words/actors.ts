import type { GroupWords } from "./words.ts"

const live = {
  actor: "attempt/42",
  slot: 17,
  seq: 12,
  mailbox: 0,
  watchers: 2,
  last_used: "2027-03-01T09:00:00.000Z",
  alarm: "2027-03-01T10:00:00.000Z"
}
const parked = { source: "attempt/41", seq: 9, index: 0, target: "learner/7", code: "illegal_transition" }

export const actors: GroupWords = {
  list: {
    summary: "List live actors",
    description:
      "For administrators. Those that the node which answers has in memory, the last used first: how far their journals are, and " +
      "what waits to be stored.",
    data: [live]
  },
  parked: {
    summary: "List parked reactions",
    description: "For administrators. What one actor had to tell another that refused it; of the whole installation.",
    data: [parked]
  },
  read: {
    summary: "Look at an actor",
    description:
      "For administrators. How it stands, in numbers and without a word of anybody's, where the node which answers has it in memory; " +
      "and parked reactions from it or to it. Looking does not load it.",
    data: { actor: "attempt/42", node: "here", live, state: { state: "in_progress", answers: 9 }, parked: [parked] }
  },
  retry: {
    summary: "Try a parked reaction again",
    description:
      "For administrators, once what stood in its way is mended. It counts once, whenever it comes. Refused again, it stays parked; " +
      "the audit log has it either way.",
    data: { applied: true, code: null }
  }
}
