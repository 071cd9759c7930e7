import type { GroupWords } from "./words.ts"

const module = {
  title: "Who wrote it?",
  description: "How to tell a sender.",
  duration: 6,
  is_mandatory: true,
  content: { kind: "text", text: "# Senders\n\nLook at the address, not at the name." }
}

export const authoring: GroupWords = {
  create: {
    summary: "Begin a course",
    description: "Opens its first draft. What is left out gets the values that the answer shows.",
    body: { title: "Safe mail", description: "Who writes to you, and what they want.", category: "Awareness", tags: ["mail"] }
  },
  record: {
    summary: "Read a course's record",
    description: "As its authors see it: its offer, and which versions are current and open."
  },
  change: {
    summary: "Change a course",
    description: "Its offer, which holds at once, and the title and description of its open draft. What is left out stays.",
    body: { capacity: 30, price: "12.50" }
  },
  remove: {
    summary: "Remove a course",
    description: "One that was never published is deleted; another is archived: it takes nobody any more, and who is in it stays."
  },
  versions: { summary: "List a course's versions", description: "From the first to the newest, with where each stands." },
  open: { summary: "Open the next version", description: "A draft that begins as what is current." },
  version: { summary: "Read a version", description: "With its modules and the steps it went." },
  describe: {
    summary: "Describe a version",
    description: "Title and description of a draft.",
    body: { title: "Safe mail", description: "Who writes to you, and what they want of you." }
  },
  discard: { summary: "Discard a draft", description: "What is current stays as it is." },
  differences: {
    summary: "Compare with another version",
    description: "What changed, field by field, against what is current or what is named."
  },
  addModule: { summary: "Add a module", description: "To a draft; last in order.", body: module },
  changeModule: {
    summary: "Change a module",
    description: "Of a draft. What is left out stays.",
    body: { title: "Who wrote to you?" }
  },
  removeModule: { summary: "Remove a module", description: "From a draft; earlier versions keep it." },
  order: {
    summary: "Order the modules",
    description: "Every module of the draft, in the order they are to have.",
    body: { modules: [12, 11] }
  },
  submit: { summary: "Submit for review", description: "The draft can no longer be changed.", body: { reason: "Ready." } },
  approve: {
    summary: "Approve",
    description: "After review; the version can be published then.",
    body: { reason: "Well made." }
  },
  return: {
    summary: "Return to the draft",
    description: "With what is to be done.",
    body: { reason: "The second text lacks its sources." }
  },
  publish: {
    summary: "Publish",
    description: "New learners get this version; those in the one before stay on it.",
    body: { reason: "For the autumn." }
  }
}
