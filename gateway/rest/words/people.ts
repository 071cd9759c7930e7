import type { GroupWords } from "./words.ts"

export const people: GroupWords = {
  list: {
    summary: "List accounts",
    description:
      "For administrators. By the beginning of a name or a whole address, by role, and by whether they are open; newest first."
  },
  invite: {
    summary: "Open an account for somebody",
    description: "For administrators. The person gets a mail with a link, and chooses a password there.",
    body: { email: "noor@academy.example", role: "instructor", first_name: "Noor", last_name: "Haddad" }
  },
  inviteAgain: {
    summary: "Send an invitation again",
    description: "For administrators, while the person has not chosen a password. The link before is good no longer.",
    data: { by_mail: true }
  },
  setRole: {
    summary: "Give an account another role",
    description:
      "For administrators. Its log-ins end, so that nothing goes on under the old role. The last administrator keeps theirs.",
    body: { role: "mentor" }
  },
  deactivate: {
    summary: "Close an account",
    description:
      "For administrators. Its log-ins end within a second, on every node; what was done with it stays. Not the last administrator's."
  },
  reactivate: { summary: "Open an account again", description: "For administrators. It is as it was, and has to log in anew." }
}
