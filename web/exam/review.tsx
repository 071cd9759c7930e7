/** What was asked and answered, and what each answer was worth: where the assessment lets learners see it. */
import { createResource, For, Show, type JSX } from "solid-js"
import type { GradeView } from "../../protocol/attempt.ts"
import { Card } from "../parts/card.tsx"
import { Loaded } from "../parts/loaded.tsx"
import { Tag } from "../parts/tag.tsx"
import { words } from "../words/words.ts"
import { useHere } from "./here.ts"
import { marksWords } from "../parts/marks-words.ts"
import { responseWords } from "../parts/response-words.ts"
import styles from "./review.module.css"

export const Review = (props: { readonly marks: NonNullable<GradeView["questions"]> }): JSX.Element => {
  const { attempt, view } = useHere()
  const [paper, { refetch }] = createResource(() => attempt.paper())
  const said = () => words().exam.result
  return (
    <Card>
      <h2>{said().review}</h2>
      <Loaded of={paper} onRetry={() => void refetch()} lines={6}>
        {(loaded) => (
          <ol class={styles["questions"]}>
            <For each={loaded().questions}>
              {(question) => {
                const marks = () => props.marks[question.id]
                const answer = () => view().answers[question.id]
                const isErased = () => answer() !== undefined && answer()?.response === undefined
                return (
                  <li>
                    <p class={styles["prompt"]}>{question.prompt}</p>
                    <p class={styles["answer"]}>{isErased() ? said().erased : responseWords(question, answer()?.response)}</p>
                    <Show when={marks()}>
                      {(given) => (
                        <Tag kind={marksWords(given().awarded) === String(given().outOf) ? "good" : "plain"}>
                          {said().marks(marksWords(given().awarded), given().outOf)}
                        </Tag>
                      )}
                    </Show>
                  </li>
                )
              }}
            </For>
          </ol>
        )}
      </Loaded>
    </Card>
  )
}
