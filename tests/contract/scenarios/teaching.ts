/** A course has a team, gives grants, announces to its learners and moves them to its next version. */
import type { Scenario } from "../step.ts"

const own = { id: "$taught" }
const first = { ...own, versionId: "$taughtFirst" }
const next = { ...own, versionId: "$taughtNext" }
const steps = (version: typeof first) =>
  (["submit", "approve", "publish"] as const).map((step) => ({
    operation: `authoring.${step}`,
    as: "instructor",
    with: version
  }))

export const teaching: Scenario = {
  name: "teaching",
  newcomers: { assistant: "instructor", reader: "student" },
  steps: [
    { operation: "authoring.create", as: "instructor", learn: { taught: "data.id", taughtFirst: "data.open_version_id" } },
    { operation: "authoring.addModule", as: "instructor", with: first },
    ...steps(first),
    { operation: "teaching.addToTeam", as: "instructor", with: { ...own, userId: "$assistant" } },
    { operation: "teaching.team", as: "instructor", with: own },
    { operation: "teaching.removeFromTeam", as: "instructor", with: { ...own, userId: "$assistant" } },
    { operation: "teaching.grant", as: "instructor", with: { ...own, userId: "$reader" } },
    { operation: "teaching.grants", as: "instructor", with: own },
    { operation: "courses.enroll", as: "reader", with: own },
    { operation: "teaching.ungrant", as: "instructor", with: { ...own, userId: "$reader" } },
    { operation: "teaching.announce", as: "instructor", with: own, learn: { announcement: "data.number" } },
    { operation: "teaching.announcements", as: "reader", with: own },
    { operation: "authoring.open", as: "instructor", with: own, learn: { taughtNext: "data.id" } },
    ...steps(next),
    { operation: "teaching.movable", as: "instructor", with: next },
    { operation: "teaching.move", as: "instructor", with: next, body: { learners: ["$reader"] } },
    { operation: "teaching.inbox", as: "reader", until: ["data[0].number", 1] },
    { operation: "teaching.readNotice", as: "reader", with: { ...own, number: "$announcement" } }
  ]
}
