import type { GroupWords } from "./words.ts"

export const users: GroupWords = {
  me: { summary: "Read who one is", description: "The caller's account, role and permissions." },
  myCourses: {
    summary: "List one's courses",
    description: "The courses the caller is or was enrolled in, with progress as the learner's own actor has it."
  }
}
