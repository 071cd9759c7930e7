import type { GroupWords } from "./words.ts"

export const profile: GroupWords = {
  sessions: {
    summary: "List one's log-ins",
    description: "Each device one is logged in on, from where, and since when. `current` is the one that asks."
  },
  endSession: {
    summary: "Log out one device",
    description: "What is open there ends within a second. A log-in that is not the caller's is not found.",
    data: { ended: 1 }
  },
  password: {
    summary: "Change one's password",
    description: "Takes the old one. Ends all other log-ins, and tells the owner by mail.",
    body: { old_password: "a long walk by the sea", new_password: "quiet lanterns over water" },
    data: { ended: 1 }
  },
  email: {
    summary: "Change one's e-mail address",
    description:
      "Takes the password. The account moves when the link that goes to the new address was followed; the old address is told.",
    body: { email: "mira.sol@academy.example", password: "a long walk by the sea" },
    data: { by_mail: true }
  },
  read: {
    summary: "Read an account's profile",
    description: "One's own; anybody's for administrators. Every other is not found, be there such an account or not."
  },
  change: {
    summary: "Change a profile",
    description:
      "One's own; anybody's for administrators, who alone set the organisation. What is left out stays as it is, `null` takes it away.",
    body: { bio: "Keeps bees and networks.", time_zone: "Europe/Madrid" }
  },
  courses: {
    summary: "List somebody's courses",
    description: "One's own, or anybody's for administrators, with progress as the learner's own actor has it."
  }
}
