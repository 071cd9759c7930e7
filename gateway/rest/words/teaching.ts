import type { GroupWords } from "./words.ts"

export const teaching: GroupWords = {
  team: { summary: "List a course's team", description: "Instructors and mentors, and whom the course is named after." },
  addToTeam: {
    summary: "Add to the team",
    description: "From this moment on, also over connections that are open.",
    body: { lead: false }
  },
  removeFromTeam: { summary: "Remove from the team", description: "From this moment on. Who led the course no longer does." },
  grants: { summary: "List grants", description: "Who may enrol in a priced course without paying, the newest first." },
  grant: {
    summary: "Grant a course",
    description: "Its price is nothing to this person. Granted again, it is the first grant that stands.",
    body: { reason: "A scholarship" }
  },
  ungrant: { summary: "Take a grant back", description: "Who is enrolled already stays so." },
  movable: {
    summary: "Preview a move to a version",
    description: "For each learner on another version: which completions go along, which have no place, what is newly mandatory."
  },
  move: {
    summary: "Move learners to a version",
    description: "At most 200 at once. What they did goes along where the version has a place for it.",
    body: { learners: [42] }
  },
  announce: {
    summary: "Announce to a course",
    description: "On the course's page at once, and by and by in everybody's inbox.",
    body: { text: "We meet in room 7 today." }
  },
  announcements: { summary: "Read a course's announcements", description: "The newest fifty, under their numbers." },
  inbox: {
    summary: "Read one's inbox",
    description: "What one's courses announced, the newest first, and what of it one has read."
  },
  readNotice: { summary: "Mark an announcement read", description: "Marked again, it was read when it was first." }
}
