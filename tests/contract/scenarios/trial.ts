/** What comes after an exam: late answers, verdict, appeal, and what is put right. */
import type { Scenario } from "../step.ts"

const room = { id: "$sitting" }
const attempt = { id: "$sat" }
const late = { id: "$short" }
const ended = ["data.view.state", "under_review"] as const

export const trial: Scenario = {
  name: "trial",
  steps: [
    { operation: "attempts.read", as: "student", with: attempt, until: ["data.view.state", "graded"] },
    { operation: "cases.review", as: "proctor", with: attempt },
    { operation: "sittings.reviews", as: "proctor", with: room, until: ["data[0].attempt_id", "$sat"] },
    { operation: "sittings.cases", as: "proctor" },
    {
      operation: "cases.verdict",
      as: "proctor",
      with: attempt,
      wholeBody: { _tag: "ProposeVerdict", verdict: "rejected", reason: "A telephone was used." }
    },
    { operation: "cases.verdict", as: "instructor", with: attempt, wholeBody: { _tag: "ConfirmVerdict", verdict: "rejected" } },
    { operation: "attempts.appeal", as: "student", with: attempt },
    { operation: "attempts.read", as: "student", with: attempt, until: ended },
    { operation: "timeline.read", as: "proctor", with: attempt },
    { operation: "timeline.read", as: "proctor", with: { ...attempt, format: "csv" } },
    // An end by the clock, so that an answer can be late.
    {
      operation: "sittings.setTerms",
      as: "instructor",
      with: { ...room, userId: "$reader" },
      wholeBody: { limit: 3_000, absolute: true }
    },
    {
      operation: "assessments.start",
      as: "reader",
      with: { id: "$exam" },
      body: { sitting_id: "$sitting" },
      learn: { short: "data.attemptId" }
    },
    { operation: "attempts.read", as: "reader", with: late, until: ["data.view.canBegin", true] },
    { operation: "attempts.check", as: "reader", with: late },
    { operation: "attempts.begin", as: "reader", with: late },
    {
      operation: "attempts.paper",
      as: "reader",
      with: late,
      learn: { tardy: "data.questions[kind=single].id", pick: "data.questions[kind=single].options[0].id" }
    },
    {
      operation: "attempts.answer",
      as: "reader",
      with: { ...late, questionId: "$tardy" },
      body: { response: { kind: "single", option: "$pick" } },
      until: ["data.counted", false]
    },
    { operation: "attempts.read", as: "reader", with: late, until: ["data.view.state", "graded"] },
    { operation: "cases.decideLate", as: "proctor", with: late, body: { question: "$tardy" } },
    { operation: "cases.reopen", as: "proctor", with: late, body: { ms: 600_000 } },
    { operation: "cases.void", as: "admin", with: late },
    { operation: "sittings.close", as: "proctor", with: room }
  ]
}
