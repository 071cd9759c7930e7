/** A course is written, reviewed, published, carried on and put away. */
import type { Scenario } from "../step.ts"

const own = { id: "$authored" }
const draft = { ...own, versionId: "$draft" }
const next = { ...own, versionId: "$next" }
const learnt = { operation: "authoring.addModule", as: "instructor", with: draft } as const

export const authoring: Scenario = {
  name: "authoring",
  steps: [
    { operation: "authoring.create", as: "instructor", learn: { authored: "data.id", draft: "data.open_version_id" } },
    { operation: "authoring.record", as: "instructor", with: own },
    { operation: "authoring.change", as: "instructor", with: own },
    { ...learnt, learn: { first: "data.modules[0].id" } },
    { ...learnt, learn: { second: "data.modules[1].id" } },
    { ...learnt, learn: { third: "data.modules[2].id" } },
    { operation: "authoring.order", as: "instructor", with: draft, body: { modules: ["$second", "$first", "$third"] } },
    { operation: "authoring.changeModule", as: "instructor", with: { ...draft, moduleId: "$first" } },
    { operation: "authoring.removeModule", as: "instructor", with: { ...draft, moduleId: "$third" } },
    { operation: "authoring.describe", as: "instructor", with: draft },
    { operation: "authoring.submit", as: "instructor", with: draft },
    { operation: "authoring.return", as: "admin", with: draft },
    { operation: "authoring.submit", as: "instructor", with: draft },
    { operation: "authoring.approve", as: "admin", with: draft },
    { operation: "authoring.publish", as: "instructor", with: draft },
    { operation: "authoring.versions", as: "instructor", with: own },
    { operation: "authoring.open", as: "instructor", with: own, learn: { next: "data.id" } },
    { operation: "authoring.version", as: "instructor", with: next },
    { operation: "authoring.differences", as: "instructor", with: next },
    { operation: "authoring.discard", as: "instructor", with: next },
    { operation: "authoring.remove", as: "instructor", with: own },
    { operation: "authoring.create", as: "instructor", learn: { unwanted: "data.id" } },
    { operation: "authoring.remove", as: "instructor", with: { id: "$unwanted" } }
  ]
}
