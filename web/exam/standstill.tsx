/** In place of the questions while something holds the attempt: what, why, and the time that is kept. It lifts by itself. */
import { createMemo, For, onCleanup, onMount, Show, type JSX } from "solid-js"
import { timeKeptIn } from "../../client/index.ts"
import { countdown, timeOfDay } from "../parts/when.ts"
import { words } from "../words/words.ts"
import { useHere } from "./here.ts"
import { whenSeen } from "./seen.ts"
import styles from "./standstill.module.css"

export const Standstill = (props: { readonly onGone: () => void }): JSX.Element => {
  const { attempt, view, answers } = useHere()
  let heading: HTMLHeadingElement | undefined
  let cover: HTMLElement | undefined
  onCleanup(() => props.onGone())
  // Each that stops the time is told here, once it is seen; what else moves the end is a notice afterwards.
  const stopping = createMemo(() => {
    const change = view().timeChange
    const isTold = change?.reason === "pause" || change?.reason === "lock"
    return isTold && change.acknowledgedAt === undefined ? change.n : undefined
  })
  answers.flush()
  onMount(() => heading?.focus())
  const said = () => words().exam.standstill
  const kept = () => timeKeptIn(view())
  return (
    <section ref={(made) => (cover = made)} class={styles["cover"]}>
      <Show when={stopping()} keyed>
        {(n) => {
          whenSeen(
            () => cover,
            () => attempt.timeShown(n)
          )
          return null
        }}
      </Show>
      <For each={view().standstill ?? []}>
        {(one, index) => (
          <div class={styles["one"]}>
            <h2 ref={(made) => index() === 0 && (heading = made)} tabindex="-1" class={styles["title"]}>
              {said()[one.kind]}
            </h2>
            <p>{said().since(timeOfDay(one.since))}</p>
            <Show when={one.reason}>
              <p>
                {said().why} <q>{one.reason}</q>
              </p>
            </Show>
          </div>
        )}
      </For>
      <p>{said().time}</p>
      <Show when={kept() !== undefined}>
        <p>
          {said().kept} <strong class={styles["figure"]}>{countdown(kept() ?? 0)}</strong>
        </p>
      </Show>
      <p class="soft">{said().goesOn}</p>
    </section>
  )
}
