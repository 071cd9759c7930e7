import type { GroupWords } from "./words.ts"

const token = "pV3m0S8yqQXoY2aB5r6tU7wZ9cD1eF4gH-iJkLmNoPq"

export const enrolment: GroupWords = {
  rules: { summary: "Read how a course is entered", description: "By its instructors and administrators." },
  setRules: {
    summary: "Say how a course is entered",
    description:
      "Openly, by approval, by invitation or not at all; whether a full one has a wait list; what has to be completed first.",
    body: { mode: "approval", wait_list: true, required_courses: [] }
  },
  mine: {
    summary: "Read how one stands to a course",
    description: "Enrolled, waiting and at which position, asking, refused and why, or none of it.",
    data: { standing: "waiting", since: "2027-03-01T08:00:00.000Z", ticket: 14, position: 3 }
  },
  drop: {
    summary: "Drop out of a course",
    description: "The seat goes to who has waited longest. What was learnt is kept for another enrolment."
  },
  join: {
    summary: "Wait for a seat",
    description: "In a full course with a wait list. A seat that has become free meanwhile is taken at once."
  },
  leave: { summary: "Wait no longer", description: "The place is given up for good; joining again is at the end." },
  ask: {
    summary: "Ask to be let in",
    description: "Where enrolments are approved. The note is for who decides.",
    body: { note: "I need it for my work in the help desk." }
  },
  cancel: { summary: "Ask no longer", description: "While nothing was decided." },
  accept: {
    summary: "Accept an invitation",
    description:
      "With the token of its link, which is good once, for an account of the address that it was sent to. It brings a seat, or a place " +
      "on the wait list.",
    body: { token }
  },
  roster: {
    summary: "List who is in a course",
    description: "Or who waits for a seat, in order, who asks to be let in, or who has left."
  },
  admit: {
    summary: "Let somebody in",
    description: "Whatever the way in; onto the wait list where there is no seat. A price has to be granted first."
  },
  remove: { summary: "Take somebody out", description: "From the course, its wait list, and those who ask." },
  decide: {
    summary: "Decide on a request",
    description: "Approved, it brings a seat or a place on the wait list; refusing takes a reason, which the learner reads.",
    body: { approved: true }
  },
  bulk: {
    summary: "Enrol people from a file",
    description:
      "A CSV with a column `email`, at most 10,000 rows: who has an account is let in, any other address invited by mail. Every row has its " +
      "outcome; sending the file again changes nothing.",
    body: { csv: "email\nann@example.org\n", dry_run: true }
  },
  invitations: {
    summary: "List invitations",
    description: "The newest first, with what came of each. Addresses are kept as hints only."
  },
  invite: {
    summary: "Invite somebody",
    description:
      "By mail to an address. Whether it has an account makes no difference, and nobody is told. Where an invitation is open " +
      "already there is no second mail; withdraw it to send another.",
    body: { email: "ben@example.org", days: 14 },
    data: { id: 7, mailed: true }
  },
  revoke: { summary: "Withdraw an invitation", description: "That nobody has accepted." }
}
