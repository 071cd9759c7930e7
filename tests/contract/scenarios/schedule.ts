/** Sittings are planned by the instructor. */
import type { Scenario } from "../step.ts"

export const schedule: Scenario = {
  name: "schedule",
  newcomers: { colleague: "proctor" },
  steps: [
    {
      operation: "schedule.add",
      as: "instructor",
      with: { id: "$exam" },
      body: {
        addresses: [],
        proctors: ["$proctor", "$colleague"],
        check: true,
        second_reviewer: true,
        opens_at: "2099-03-01T09:00:00Z",
        closes_at: null
      },
      learn: { sitting: "data.id" }
    },
    { operation: "schedule.add", as: "instructor", with: { id: "$exam" }, learn: { spare: "data.id" } },
    { operation: "schedule.list", as: "instructor", with: { id: "$exam" } },
    { operation: "schedule.mine", as: "instructor" },
    { operation: "schedule.read", as: "instructor", with: { id: "$spare" } },
    { operation: "schedule.change", as: "instructor", with: { id: "$spare" }, body: { closes_at: "2099-03-01T12:00:00Z" } },
    { operation: "schedule.setLearners", as: "instructor", with: { id: "$spare" }, body: { learners: ["$student"] } },
    { operation: "schedule.setLearners", as: "instructor", with: { id: "$spare" }, body: { learners: null } },
    { operation: "schedule.withdraw", as: "instructor", with: { id: "$spare" } }
  ]
}
