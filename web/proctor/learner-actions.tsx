/** What a proctor can do with one learner, as it stands. */
import { createSignal, Index, Show, type JSX } from "solid-js"
import { stageOf } from "../../client/index.ts"
import { Button } from "../parts/button.tsx"
import { words } from "../words/words.ts"
import { ActDialog } from "./act-dialog.tsx"
import type { ActTag } from "./acting-on.ts"
import { OverActions } from "./over-actions.tsx"
import type { StaffView } from "./staff-view.ts"
import styles from "./act-dialog.module.css"

const actsFor = ({ state, standstill = [] }: StaffView): ReadonlyArray<ActTag> => {
  const holds = (kind: "pause" | "lock"): boolean => standstill.some((held) => held.kind === kind)
  switch (stageOf(state)) {
    case "waiting":
      return ["Message", "Warn"]
    case "sitting":
      return [
        ...(["Message", "Warn"] as const),
        holds("pause") ? "Resume" : "Pause",
        "Extend",
        holds("lock") ? "Clear" : "Lock",
        "Terminate"
      ]
    case "over":
      // Time can be given for a while after it ended by the clock; whether still, the server says.
      return ["Message", ...(state === "verified" || state === "rejected" || state === "voided" ? [] : (["Extend"] as const))]
  }
}

export const LearnerActions = (props: { readonly view: StaffView }): JSX.Element => {
  const [act, setAct] = createSignal<ActTag>()
  return (
    <div class={styles["buttons"]} role="group" aria-label={words().proctor.learner.actions}>
      {/* By place: a pause's button becomes that of its end, and keeps the focus. */}
      <Index each={actsFor(props.view)}>
        {(tag) => (
          <Button small kind={tag() === "Terminate" ? "danger" : "secondary"} onClick={() => setAct(tag())}>
            {words().proctor.act.buttons[tag()]}
          </Button>
        )}
      </Index>
      <OverActions view={props.view} />
      <Show when={act()}>{(tag) => <ActDialog act={tag()} on={[props.view.attemptId]} onClose={() => setAct(undefined)} />}</Show>
    </div>
  )
}
