import type { GroupWords } from "./words.ts"

const question = {
  kind: "single",
  id: "q-lock",
  prompt: "You leave your desk for two minutes. What do you do with the screen?",
  marks: "1",
  options: [
    { id: "a", text: "Leave it, two minutes are short" },
    { id: "b", text: "Lock it, each time" }
  ],
  correct: "b",
  explanation: "Two minutes are enough to send a mail in your name."
}
const bank = {
  locale: "en",
  shuffleQuestions: false,
  pools: [{ name: "All", pick: 1, questions: ["q-lock"] }],
  questions: [question]
}
const settings = {
  type: "practice",
  title: "Try yourself",
  passMark: "50",
  timeLimit: null,
  maxAttempts: null,
  review: true,
  counted: "last"
}

export const banks: GroupWords = {
  list: {
    summary: "List a course's assessments",
    description: "With what the author needs to know of them, and without questions."
  },
  add: {
    summary: "Write an assessment",
    description: "With its settings and its bank. Nothing is stored with an error in it; warnings come back under `findings`.",
    body: { module_id: null, description: "Four questions to try.", settings, bank }
  },
  examine: {
    summary: "Have an assessment examined",
    description: "Says what is wrong with it, and stores nothing.",
    body: { settings, bank }
  },
  read: {
    summary: "Read an assessment with its keys",
    description: "For its authors: settings, bank and what is to be weighed."
  },
  change: {
    summary: "Change an assessment",
    description: "Settings and where it belongs. What is left out stays.",
    body: { settings: { passMark: "60" } }
  },
  replace: { summary: "Replace a bank", description: "All questions, pools and sections at once.", body: bank },
  arrange: {
    summary: "Arrange a bank",
    description: "How questions are drawn and in which order. What is left out stays.",
    body: { shuffleQuestions: true }
  },
  setQuestion: {
    summary: "Write a question",
    description: "Adds it, or replaces the one of this id.",
    body: { question, pool: "All" }
  },
  removeQuestion: { summary: "Remove a question", description: "From the bank and its pools." },
  retire: { summary: "Retire an assessment", description: "Nobody starts it any more; what was sat stays." },
  revisions: { summary: "List earlier revisions", description: "Those that were kept because learners could reach them." },
  revision: { summary: "Read an earlier revision", description: "As it was." },
  preview: {
    summary: "Preview a paper",
    description:
      "As a learner with this seed would get it, with its key, and what the given answers would earn. Leaves no trace.",
    body: { answers: { "q-lock": { kind: "single", option: "b" } } }
  }
}
