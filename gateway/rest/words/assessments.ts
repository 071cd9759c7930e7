import type { GroupWords } from "./words.ts"

export const assessments: GroupWords = {
  read: {
    summary: "Read an assessment",
    description: "Its settings, one's own attempts and the sittings one may sit; never a question."
  },
  start: {
    summary: "Reserve an attempt",
    description: "With a sitting or without. `preview` is for staff of the course: it counts for nothing.",
    body: { sitting_id: 7 }
  },
  submit: {
    summary: "Sit it in one request",
    description:
      "Starts, answers and hands in. Made for quizzes: answers that come after a deadline are kept and listed under `late`.",
    body: { answers: { q1: { kind: "single", option: "b" }, q2: { kind: "numeric", text: "42" } } }
  },
  results: {
    summary: "List results",
    description: "What was handed in and graded: one's own, or everybody's for the course's staff."
  }
}
