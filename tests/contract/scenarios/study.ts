/** A course is found, studied and its quiz sat, in one request and step by step. */
import type { Scenario } from "../step.ts"

const course = { id: "$course" }
const text = { id: "$course", moduleId: "$text" }

export const study: Scenario = {
  name: "study",
  newcomers: { reader: "student" },
  steps: [
    { operation: "courses.list", as: "student", learn: { course: "data[title=Foundations of security].id" } },
    { operation: "courses.list", as: "student", with: { page: 1, per_page: 2, search: "security" } },
    { operation: "courses.enroll", as: "student", with: course },
    { operation: "courses.enroll", as: "reader", with: course },
    { operation: "courses.read", as: "student", with: course },
    {
      operation: "courses.modules",
      as: "student",
      with: course,
      learn: {
        text: "data[content_type=text].id",
        quiz: "data[content_type=quiz].assessment_id",
        exam: "data[content_type=exam].assessment_id"
      }
    },
    { operation: "courses.module", as: "student", with: text },
    { operation: "courses.study", as: "student", with: text, wholeBody: { positionMs: 900, interactions: 2 } },
    { operation: "courses.complete", as: "student", with: text },
    { operation: "courses.progress", as: "student", with: course },
    { operation: "courses.progress", as: "instructor", with: course },
    { operation: "assessments.read", as: "student", with: { id: "$quiz" } },
    {
      operation: "assessments.start",
      as: "reader",
      with: { id: "$quiz" },
      body: null,
      learn: { attempt: "data.attemptId" }
    },
    { operation: "attempts.begin", as: "reader", with: { id: "$attempt" }, body: null },
    {
      operation: "attempts.paper",
      as: "reader",
      with: { id: "$attempt" },
      learn: { question: "data.questions[kind=single].id", option: "data.questions[kind=single].options[0].id" }
    },
    {
      operation: "assessments.submit",
      as: "student",
      with: { id: "$quiz" },
      body: { answers: {} }
    },
    { operation: "assessments.results", as: "instructor", with: { id: "$quiz" } }
  ]
}
