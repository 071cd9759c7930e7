/** A category is added, looked at, renamed and taken away. */
import type { Scenario } from "../step.ts"

const own = { id: "$category" }

export const categories: Scenario = {
  name: "categories",
  steps: [
    { operation: "categories.add", as: "admin", learn: { category: "data.id" } },
    { operation: "categories.list", as: "student" },
    { operation: "categories.read", as: "student", with: own },
    { operation: "categories.change", as: "admin", with: own },
    { operation: "categories.remove", as: "admin", with: own }
  ]
}
