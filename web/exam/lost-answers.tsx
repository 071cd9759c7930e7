/** All answers given here that will never be stored, where the questions themselves are not on the screen. */
import { createResource, For, type JSX } from "solid-js"
import type { QuestionId } from "../../protocol/ids.ts"
import { known } from "../parts/loaded.tsx"
import { useHere } from "./here.ts"
import { LostAnswer } from "./lost-answer.tsx"

export const LostAnswers = (): JSX.Element => {
  const { attempt, answers } = useHere()
  const isAny = () => answers.lostQuestions().length > 0
  // Without the paper they are told all the same, by what was answered alone.
  const [paper] = createResource(isAny, () => attempt.paper().catch(() => undefined))
  const questionOf = (id: QuestionId) => known(paper)?.questions.find((one) => one.id === id)
  return <For each={answers.lostQuestions()}>{(id) => <LostAnswer id={id} question={questionOf(id)} withPrompt />}</For>
}
