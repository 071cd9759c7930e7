/** What was answered, and what it got: for those who grade. */
import { createMemo, For, Show, type JSX } from "solid-js"
import type { AttemptGraderView } from "../../protocol/attempt.ts"
import { QuestionId } from "../../protocol/ids.ts"
import { Card } from "../parts/card.tsx"
import { marksWords } from "../parts/marks-words.ts"
import { responseWords } from "../parts/response-words.ts"
import { Failure } from "../parts/states.tsx"
import { timeOfDay } from "../parts/when.ts"
import { words } from "../words/words.ts"
import styles from "./case.module.css"
import type { Questions } from "./questions.ts"

export const GivenAnswers = (props: { readonly view: AttemptGraderView; readonly questions: Questions }): JSX.Element => {
  const said = () => words().proctor.given
  /** All that were asked; as long as these are not there, those that were answered. */
  const asked = createMemo(() => {
    const all = props.questions.all().map(({ id }) => id)
    return all.length > 0 ? all : Object.keys(props.view.answers).map((id) => QuestionId.make(id))
  })
  return (
    <Card>
      <h2>{said().title}</h2>
      <Show when={props.view.grade}>
        {(grade) => (
          <p>
            {said().score(grade().score, marksWords(grade().awarded), grade().outOf)}
            <Show when={grade().provisional}> · {said().provisional}</Show>
          </p>
        )}
      </Show>
      <Show when={props.questions.error()}>{(error) => <Failure error={error()} onRetry={() => props.questions.again()} />}</Show>
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
            <For each={asked()}>
              {(question) => {
                const answer = () => props.view.answers[question]
                const isErased = () => answer() !== undefined && answer()?.response === undefined
                return (
                  <tr>
                    <th scope="row">{props.questions.of(question)?.prompt ?? question}</th>
                    <td>
                      {isErased() ? words().proctor.talk.erased : responseWords(props.questions.of(question), answer()?.response)}
                    </td>
                    <td class="figures">
                      <Show when={props.view.grade?.questions?.[question]}>
                        {(mark) => said().of(marksWords(mark().awarded), mark().outOf)}
                      </Show>
                    </td>
                    <td class="figures">
                      <Show when={answer()}>{(given) => timeOfDay(given().savedAt)}</Show>
                    </td>
                  </tr>
                )
              }}
            </For>
          </tbody>
        </table>
      </div>
    </Card>
  )
}
