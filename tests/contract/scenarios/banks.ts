/** An assessment is written, changed, looked at and retired. */
import type { Scenario } from "../step.ts"

const own = { id: "$written" }
const another = {
  kind: "true_false",
  id: "q-stick",
  prompt: "A USB stick found in the car park may be looked at on an old laptop.",
  marks: "1",
  correct: false
}

export const banks: Scenario = {
  name: "banks",
  steps: [
    { operation: "banks.examine", as: "instructor" },
    { operation: "banks.add", as: "instructor", with: { id: "$course" }, learn: { written: "data.id" } },
    { operation: "banks.list", as: "instructor", with: { id: "$course" } },
    { operation: "banks.change", as: "instructor", with: own },
    { operation: "banks.setQuestion", as: "instructor", with: { ...own, question: "q-stick" }, body: { question: another } },
    { operation: "banks.arrange", as: "instructor", with: own },
    { operation: "banks.read", as: "instructor", with: own },
    { operation: "banks.preview", as: "instructor", with: own },
    { operation: "banks.removeQuestion", as: "instructor", with: { ...own, question: "q-stick" } },
    { operation: "banks.replace", as: "instructor", with: own },
    // One that learners have reached keeps what it was.
    { operation: "banks.change", as: "instructor", with: { id: "$quiz" }, body: { settings: { passMark: "61" } } },
    { operation: "banks.revisions", as: "instructor", with: { id: "$quiz" }, learn: { former: "data[0].number" } },
    { operation: "banks.revision", as: "instructor", with: { id: "$quiz", number: "$former" } },
    { operation: "banks.retire", as: "instructor", with: own }
  ]
}
