/** The things in the model server's small world, and how each looks before anything has happened. */
import { defaultRules } from "../../protocol/exam.ts"

export const userId = 7
export const courseId = 1
export const attemptId = 1
export const sittingId = 1
const course = `course/${courseId}`
export const attempt = `attempt/${attemptId}`
export const exam = `exam/${sittingId}`

/** The server's clock is this far ahead of virtual time. */
export const ahead = 1_700_000_000_000

export const atFirst: Readonly<Record<string, unknown>> = {
  [course]: { courseId, waiting: 0, announcements: {} },
  [attempt]: {
    attemptId,
    assessmentId: 1,
    courseId,
    sittingId,
    learnerId: userId,
    number: 1,
    type: "exam",
    title: "The exam",
    state: "in_progress",
    createdAt: ahead,
    startedAt: ahead,
    deadline: ahead + 1_800_000,
    answered: 0,
    total: 3,
    late: 0,
    canBegin: false,
    needs: { password: false, check: false },
    messages: {},
    answers: {},
    lateAnswers: {}
  },
  [exam]: {
    sittingId,
    assessmentId: 1,
    courseId,
    title: "The room",
    phase: "open",
    opensAt: ahead,
    closeCuts: false,
    lateEntry: true,
    proctors: {},
    candidates: { [attemptId]: { learnerId: userId, number: 1, registeredAt: ahead } },
    registered: 1,
    pauses: [],
    rules: defaultRules,
    groups: {},
    terms: {},
    actions: {}
  }
}
export const audiences: Readonly<Record<string, string>> = { [course]: "member", [attempt]: "taker", [exam]: "proctors" }

/** Of the attempt, with nothing answered. */
export const wallRow = {
  attemptId,
  learnerId: userId,
  number: 1,
  state: "in_progress",
  total: 3,
  late: 0,
  startedAt: ahead,
  deadline: null,
  standstill: null,
  submittedAt: null,
  handRaised: null,
  signals: {},
  lastSignal: null,
  gapMs: 0,
  flags: 0,
  unconfirmed: 0,
  unanswered: 0,
  timeChange: null,
  device: null,
  check: null,
  lastAct: null
}
