/** People come into a course by every way there is, and leave it again. */
import { newest } from "../newest-link.ts"
import type { Scenario } from "../step.ts"

const course = { id: "$course" }
const open = { mode: "open", wait_list: true, required_courses: [] }

export const enrolment: Scenario = {
  name: "enrolment",
  newcomers: { joiner: "student", asker: "student", guest: "student" },
  steps: [
    { operation: "users.me", as: "joiner", learn: { joiner: "data.id" } },
    { operation: "users.me", as: "asker", learn: { asker: "data.id" } },
    { operation: "enrolment.rules", as: "instructor", with: course },
    { operation: "enrolment.setRules", as: "instructor", with: course, headers: { "if-match": "*" }, wholeBody: open },
    { operation: "enrolment.join", as: "joiner", with: course },
    { operation: "enrolment.mine", as: "joiner", with: course },
    { operation: "enrolment.drop", as: "joiner", with: course },
    { operation: "enrolment.admit", as: "instructor", with: { ...course, user: "$joiner" } },
    { operation: "enrolment.roster", as: "instructor", with: course },
    { operation: "enrolment.remove", as: "instructor", with: { ...course, user: "$joiner" } },
    {
      operation: "enrolment.setRules",
      as: "instructor",
      with: course,
      headers: { "if-match": "*" },
      wholeBody: { ...open, mode: "approval" }
    },
    { operation: "enrolment.ask", as: "asker", with: course },
    { operation: "enrolment.cancel", as: "asker", with: course },
    { operation: "enrolment.ask", as: "asker", with: course },
    { operation: "enrolment.decide", as: "instructor", with: { ...course, user: "$asker" } },
    { operation: "enrolment.invite", as: "instructor", with: course, body: { email: "$guestEmail" } },
    { operation: "enrolment.accept", as: "guest", body: { token: "$token" }, find: { token: newest("$guestEmail") } },
    {
      operation: "enrolment.invite",
      as: "instructor",
      with: course,
      body: { email: "other@example.org" },
      learn: { invitation: "data.id" }
    },
    { operation: "enrolment.revoke", as: "instructor", with: { ...course, invitation: "$invitation" } },
    { operation: "enrolment.invitations", as: "instructor", with: course },
    { operation: "enrolment.bulk", as: "instructor", with: course },
    {
      operation: "enrolment.bulk",
      as: "instructor",
      with: course,
      wholeBody: { csv: "email\nann@academy.example\nmentor@academy.example\n" }
    },
    {
      operation: "authoring.create",
      as: "instructor",
      body: { capacity: 0 },
      learn: { full: "data.id", fullFirst: "data.open_version_id" }
    },
    { operation: "authoring.addModule", as: "instructor", with: { id: "$full", versionId: "$fullFirst" } },
    ...(["submit", "approve", "publish"] as const).map((step) => ({
      operation: `authoring.${step}`,
      as: "instructor",
      with: { id: "$full", versionId: "$fullFirst" }
    })),
    {
      operation: "enrolment.setRules",
      as: "instructor",
      with: { id: "$full" },
      headers: { "if-match": "*" },
      wholeBody: open
    },
    { operation: "enrolment.join", as: "joiner", with: { id: "$full" }, until: ["status", "success"] },
    { operation: "enrolment.leave", as: "joiner", with: { id: "$full" } },
    { operation: "enrolment.setRules", as: "instructor", with: course, headers: { "if-match": "*" }, wholeBody: open }
  ]
}
