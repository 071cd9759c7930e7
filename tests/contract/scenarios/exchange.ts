/** A bank is taken in from a table, written out and taken in again; a course likewise. */
import type { Scenario } from "../step.ts"

const own = { id: "$exchanged" }

export const exchange: Scenario = {
  name: "exchange",
  steps: [
    { operation: "banks.add", as: "instructor", with: { id: "$course" }, learn: { exchanged: "data.id" } },
    { operation: "exchange.importBank", as: "instructor", with: own },
    { operation: "exchange.exportBank", as: "instructor", with: own, learn: { bank: "data" } },
    { operation: "exchange.importBank", as: "instructor", with: own, wholeBody: { bank: "$bank", others: "remove" } },
    { operation: "exchange.exportBank", as: "instructor", with: { ...own, format: "csv" } },
    { operation: "banks.retire", as: "instructor", with: own },
    { operation: "exchange.importCourse", as: "instructor", learn: { imported: "data.course_id" } },
    { operation: "exchange.exportCourse", as: "instructor", with: { id: "$imported" }, learn: { courseFile: "data" } },
    { operation: "exchange.importCourse", as: "instructor", wholeBody: { course: "$courseFile", dry_run: true } }
  ]
}
