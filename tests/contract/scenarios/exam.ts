/** An exam is sat in its room, before its proctors' eyes. */
import type { Scenario } from "../step.ts"

const room = { id: "$sitting" }
const attempt = { id: "$sat" }

export const exam: Scenario = {
  name: "exam",
  newcomers: { refuser: "student" },
  steps: [
    { operation: "courses.enroll", as: "refuser", with: { id: "$course" } },
    { operation: "sittings.unassignProctor", as: "instructor", with: { ...room, userId: "$colleague" } },
    { operation: "sittings.assignProctor", as: "instructor", with: { ...room, userId: "$colleague" } },
    { operation: "sittings.beginShift", as: "proctor", with: room },
    { operation: "sittings.handOver", as: "proctor", with: room, body: { to: "$colleague" } },
    { operation: "sittings.beginShift", as: "colleague", with: room },
    { operation: "sittings.endShift", as: "colleague", with: room },
    {
      operation: "sittings.setGroup",
      as: "instructor",
      with: { ...room, group: "extra-time" },
      wholeBody: { members: ["$reader"], terms: { factor: "1.25" } }
    },
    { operation: "sittings.removeGroup", as: "instructor", with: { ...room, group: "extra-time" } },
    { operation: "sittings.setTerms", as: "instructor", with: { ...room, userId: "$student" }, wholeBody: { extra: 600_000 } },
    { operation: "sittings.removeTerms", as: "instructor", with: { ...room, userId: "$student" } },
    {
      operation: "assessments.start",
      as: "student",
      with: { id: "$exam" },
      body: { sitting_id: "$sitting" },
      learn: { sat: "data.attemptId" }
    },
    {
      operation: "assessments.start",
      as: "refuser",
      with: { id: "$exam" },
      body: { sitting_id: "$sitting" },
      learn: { refused: "data.attemptId" }
    },
    { operation: "sittings.open", as: "proctor", with: room },
    { operation: "attempts.read", as: "student", with: attempt, until: ["data.view.canBegin", true] },
    { operation: "attempts.decline", as: "refuser", with: { id: "$refused" } },
    { operation: "attempts.check", as: "student", with: attempt },
    { operation: "attempts.begin", as: "student", with: attempt },
    {
      operation: "attempts.paper",
      as: "student",
      with: attempt,
      learn: { asked: "data.questions[kind=single].id", chosen: "data.questions[kind=single].options[0].id" }
    },
    {
      operation: "attempts.answer",
      as: "student",
      with: { ...attempt, questionId: "$asked" },
      body: { response: { kind: "single", option: "$chosen" } }
    },
    { operation: "attempts.say", as: "proctor", with: attempt, learn: { message: "data.message" } },
    { operation: "attempts.confirmMessage", as: "student", with: { ...attempt, message: "$message" } },
    { operation: "attempts.hand", as: "student", with: attempt },
    { operation: "attempts.takeOver", as: "student", with: attempt },
    { operation: "cases.act", as: "proctor", with: attempt },
    {
      operation: "attempts.read",
      as: "student",
      with: attempt,
      learn: { change: "data.view.timeChange.n", began: "data.view.startedAt" }
    },
    { operation: "attempts.acknowledgeTime", as: "student", with: { ...attempt, change: "$change" } },
    { operation: "attempts.signals", as: "student", with: attempt, wholeBody: { from: "$began", to: "$began", signals: [] } },
    { operation: "cases.flag", as: "proctor", with: attempt, learn: { flag: "data.flag" } },
    { operation: "cases.unflag", as: "proctor", with: { ...attempt, flag: "$flag" } },
    { operation: "sittings.pause", as: "proctor", with: room },
    { operation: "sittings.resume", as: "proctor", with: room },
    { operation: "attempts.read", as: "student", with: attempt, until: ["data.view.state", "in_progress"] },
    { operation: "sittings.act", as: "proctor", with: room },
    { operation: "sittings.read", as: "proctor", with: room },
    { operation: "sittings.wall", as: "proctor", with: room },
    { operation: "sittings.people", as: "proctor", with: room },
    { operation: "attempts.submit", as: "student", with: attempt }
  ]
}
