/** What can be done with the rows that are selected. It stands where it is seen while one scrolls. */
import { createSignal, For, Show, type JSX } from "solid-js"
import { AttemptId } from "../../protocol/ids.ts"
import { Button } from "../parts/button.tsx"
import { words } from "../words/words.ts"
import { ActDialog } from "./act-dialog.tsx"
import type { ActTag } from "./acting-on.ts"
import { useRoom } from "./in-room.ts"
import styles from "./selection.module.css"

const acts: ReadonlyArray<ActTag> = ["Message", "Warn", "Pause", "Resume", "Extend", "Lock", "Clear", "Terminate"]

export const Selection = (): JSX.Element => {
  const { selected, setSelected } = useRoom()
  const [act, setAct] = createSignal<ActTag>()
  const said = () => words().proctor
  return (
    <Show when={selected().size > 0}>
      <div class={styles["selection"]} role="group" aria-label={said().selection.label}>
        <p role="status">{said().selection.count(selected().size)}</p>
        <For each={acts}>
          {(tag) => (
            <Button small kind={tag === "Terminate" ? "danger" : "secondary"} onClick={() => setAct(tag)}>
              {said().act.buttons[tag]}
            </Button>
          )}
        </For>
        <Show when={act()}>
          {(tag) => (
            <ActDialog
              act={tag()}
              on={[...selected()].map((key) => AttemptId.make(Number(key)))}
              onClose={() => setAct(undefined)}
              onDone={() => setSelected(new Set<string>())}
            />
          )}
        </Show>
      </div>
    </Show>
  )
}
