/** Answers that came after the end, and what was decided about them (T7). */
import { For, Show, type JSX } from "solid-js"
import { Card } from "../parts/card.tsx"
import { timeOrDay } from "../parts/when.ts"
import { words } from "../words/words.ts"
import { useHere } from "./here.ts"

export const LateAnswers = (): JSX.Element => {
  const { view } = useHere()
  const late = () => Object.values(view().lateAnswers)
  return (
    <Show when={late().length > 0}>
      <Card>
        <h2>{words().exam.result.late}</h2>
        <ul>
          <For each={late()}>
            {(one) => (
              <li>
                {timeOrDay(one.receivedAt)}: {words().exam.marks.late[one.decision]}
                <Show when={one.reason}>
                  {" "}
                  <q>{one.reason}</q>
                </Show>
              </li>
            )}
          </For>
        </ul>
        <Show when={late().some(({ decision }) => decision === "awaiting")}>
          <p>{words().exam.result.lateAwaiting}</p>
        </Show>
      </Card>
    </Show>
  )
}
