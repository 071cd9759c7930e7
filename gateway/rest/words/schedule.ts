import type { GroupWords } from "./words.ts"

const plan = {
  title: "Morning group",
  opens_at: "2027-03-01T09:00:00+01:00",
  closes_at: "2027-03-01T12:00:00+01:00",
  late_entry: true,
  password: "lighthouse",
  addresses: ["10.1.0.0/16"]
}

export const schedule: GroupWords = {
  mine: { summary: "List one's sittings", description: "Those one teaches or proctors, the last to open first." },
  list: { summary: "List an exam's sittings", description: "All of them, with their rules, for those who lead its course." },
  read: {
    summary: "Read a sitting's plan",
    description: "For those who lead its course, with the revision that an edit of it names."
  },
  add: {
    summary: "Plan a sitting",
    description: "What is left out gets the values that the answer shows.",
    body: plan
  },
  change: {
    summary: "Change a planned sitting",
    description: "Until its room opens; from then on only `closes_at`, until it has closed.",
    body: { closes_at: "2027-03-01T12:30:00+01:00" }
  },
  withdraw: { summary: "Call a sitting off", description: "Before it opened and while nobody is registered." },
  setLearners: {
    summary: "Say who may sit it",
    description: "Replaces the list; `null`: everybody who is enrolled.",
    body: { learners: [41, 42, 43] }
  }
}
