/** What was answered, and what it got: for those who grade. */
import { For, Show, type JSX } from "solid-js"
import type { Response } from "../../protocol/assessment.ts"
import type { AttemptGraderView } from "../../protocol/attempt.ts"
import { QuestionId } from "../../protocol/ids.ts"
import { Card } from "../parts/card.tsx"
import { timeOfDay } from "../parts/when.ts"
import { words } from "../words/words.ts"
import styles from "./case.module.css"

const textOf = (response: Response): string => {
  switch (response.kind) {
    case "single":
      return response.option
    case "multiple":
      return response.options.join(", ")
    case "true_false":
      return response.value ? words().exam.question.true : words().exam.question.false
    case "numeric":
    case "text":
      return response.text
  }
}

export const GivenAnswers = (props: { readonly view: AttemptGraderView }): JSX.Element => {
  const said = () => words().proctor.given
  const questions = () => Object.keys(props.view.answers).map((id) => QuestionId.make(id))
  return (
    <Card>
      <h2>{said().title}</h2>
      <Show when={props.view.grade}>
        {(grade) => (
          <p>
            {said().score(grade().score, grade().awarded, grade().outOf)}
            <Show when={grade().provisional}> · {said().provisional}</Show>
          </p>
        )}
      </Show>
      {/* A region that scrolls sideways has to be reached by the keys. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div class={styles["answers"]} role="region" aria-label={said().title} tabindex="0">
        <table>
          <thead>
            <tr>
              <th scope="col">{said().question}</th>
              <th scope="col">{said().answer}</th>
              <th scope="col">{said().marks}</th>
              <th scope="col">{said().saved}</th>
            </tr>
          </thead>
          <tbody>
            <For each={questions()}>
              {(question) => (
                <Show when={props.view.answers[question]}>
                  {(answer) => (
                    <tr>
                      <th scope="row">{question}</th>
                      <td>
                        <Show when={answer().response} fallback={words().proctor.talk.erased}>
                          {(response) => textOf(response())}
                        </Show>
                      </td>
                      <td class="figures">
                        <Show when={props.view.grade?.questions?.[question]}>
                          {(mark) => said().of(mark().awarded, mark().outOf)}
                        </Show>
                      </td>
                      <td class="figures">{timeOfDay(answer().savedAt)}</td>
                    </tr>
                  )}
                </Show>
              )}
            </For>
          </tbody>
        </table>
      </div>
    </Card>
  )
}
