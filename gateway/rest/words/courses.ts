import type { GroupWords } from "./words.ts"

export const courses: GroupWords = {
  list: {
    summary: "Browse the catalogue",
    description: "Published courses, and for their staff those that are not."
  },
  read: {
    summary: "Read a course",
    description: "At the caller's own version where they are enrolled, otherwise at the published one."
  },
  enroll: {
    summary: "Enrol",
    description: "Takes a seat for the caller. What hinders it, such as a full course or a price, is said by the code."
  },
  modules: {
    summary: "Read the outline",
    description: "The modules of the caller's version in their order."
  },
  module: {
    summary: "Read a module with its content",
    description: "For those enrolled and the course's staff. A video's `content_url` opens for this log-in and some minutes only."
  },
  progress: {
    summary: "Read progress",
    description: "A learner's own; for the course's instructors and administrators the board with everybody's."
  },
  study: {
    summary: "Send a beat of study",
    description:
      "Where one is and which stretches were watched since the last beat. Verified time is counted by the server's clock.",
    body: { positionMs: 90_000, watched: [{ fromMs: 60_000, toMs: 90_000 }], interactions: 2 }
  },
  complete: {
    summary: "Complete a module",
    description:
      "For modules that are completed by saying so; others are when their lesson is watched or their assessment passed."
  }
}
