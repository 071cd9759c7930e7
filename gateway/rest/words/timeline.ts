import type { GroupWords } from "./words.ts"

export const timeline: GroupWords = {
  read: {
    summary: "Read what happened in an attempt",
    description:
      "Every accepted command with its events, in the order of cause and effect and by both clocks; `format` gives a file.",
    files: ["text/csv", "application/jsonl"],
    data: {
      entries: [
        {
          seq: 4,
          at: "2027-03-01T08:12:30.125Z",
          received_at: "2027-03-01T08:12:30.121Z",
          claimed_at: "2027-03-01T08:12:29.940Z",
          by: { kind: "person", user_id: 41, via: "live" },
          events: [{ _tag: "AnswerSaved", question: "q1" }],
          chain: "k2P0b8x1"
        }
      ],
      next: null
    }
  }
}
