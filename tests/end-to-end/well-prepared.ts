/** A learner who knows every answer of the demo course. */
import { projectPath } from "../../engine/project.ts"
import { answerSheet, type AnswerSheet } from "../../scripts/demo/answer-sheet.ts"

/** Keyed by a pattern alone, from which no answer can be read off. */
const known: AnswerSheet = () => ({ kind: "text", text: "spear phishing" })

export const wellPrepared = (paper: "quiz" | "exam"): AnswerSheet => {
  const sheet = answerSheet(projectPath("scripts", "academy", "foundations", `${paper}.json`))
  return (question) => (question === "p-spear" ? known(question) : sheet(question))
}
