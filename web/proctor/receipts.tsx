/**
 * What became of actions on many: whom they have reached, and who could not take them and why. Each attempt answers for itself,
 * so this fills as one looks.
 */
import { createMemo, createSignal, For, Show, type JSX } from "solid-js"
import { outstanding } from "../../client/index.ts"
import type { ActionView } from "../../protocol/exam.ts"
import { Button } from "../parts/button.tsx"
import { Progress } from "../parts/progress.tsx"
import { timeOfDay } from "../parts/when.ts"
import { words } from "../words/words.ts"
import { actWord, causeOf } from "./act-words.ts"
import { useRoom } from "./in-room.ts"
import styles from "./receipts.module.css"

const Receipt = (props: { readonly action: ActionView }): JSX.Element => {
  const { view, people } = useRoom()
  const said = () => words().proctor.receipts
  const refused = () => Object.entries(props.action.refused)
  const nameOf = (attempt: string): string => {
    const candidate = view().candidates[attempt]
    return candidate === undefined ? said().attempt(attempt) : people.nameOf(candidate.learnerId)
  }
  const answered = () => props.action.targets - outstanding(props.action)
  return (
    <div class={styles["receipt"]}>
      <p>
        <strong>{actWord(props.action.what)}</strong>
        <span class="note">
          {" "}
          {props.action.room ? said().room : said().some} · {people.nameOf(props.action.by)} ·{" "}
          <span class="figures">{timeOfDay(props.action.at)}</span>
        </span>
      </p>
      <Show when={props.action.reason}>{(reason) => <p class={styles["reason"]}>“{reason()}”</p>}</Show>
      <p>{said().reached(props.action.done, props.action.targets)}</p>
      <Show when={outstanding(props.action) > 0}>
        <Progress
          percent={props.action.targets === 0 ? 100 : (100 * answered()) / props.action.targets}
          label={said().progress}
        />
      </Show>
      <Show when={refused().length > 0}>
        <details class={styles["refused"]} open={refused().length <= 5}>
          <summary>{said().refused(refused().length + (props.action.unlisted ?? 0))}</summary>
          <ul>
            <For each={refused()}>
              {([attempt, code]) => (
                <li>
                  {nameOf(attempt)}: {causeOf(code)}
                </li>
              )}
            </For>
          </ul>
        </details>
      </Show>
    </div>
  )
}

export const Receipts = (): JSX.Element => {
  const { view } = useRoom()
  const said = () => words().proctor.receipts
  const [hidden, setHidden] = createSignal<string>()
  const newestFirst = createMemo(() => Object.entries(view().actions).sort(([, a], [, b]) => b.at - a.at))
  const newest = () => newestFirst()[0]
  return (
    <Show when={newest()}>
      <section class={styles["receipts"]} aria-label={said().label}>
        <Show when={newest()?.[0] !== hidden()}>
          <div role="status" class={styles["newest"]}>
            <Show when={newest()?.[1]}>{(action) => <Receipt action={action()} />}</Show>
            <Button small kind="quiet" onClick={() => setHidden(newest()?.[0])}>
              {said().hide}
            </Button>
          </div>
        </Show>
        <details>
          <summary>{said().past(newestFirst().length)}</summary>
          <ol class={styles["past"]}>
            <For each={newestFirst().map(([id]) => id)}>
              {(id) => (
                <li>
                  <Show when={view().actions[id]}>{(action) => <Receipt action={action()} />}</Show>
                </li>
              )}
            </For>
          </ol>
        </details>
      </section>
    </Show>
  )
}
