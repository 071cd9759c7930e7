/** Leaves a course, once it is certain that this is meant. */
import { createSignal, Show, type JSX } from "solid-js"
import type { CourseId } from "../../protocol/ids.ts"
import { client } from "../frame/stoa.ts"
import { createActing } from "../parts/acting.ts"
import { Button } from "../parts/button.tsx"
import { Dialog } from "../parts/dialog.tsx"
import { Refused } from "../parts/refused.tsx"
import { words } from "../words/words.ts"
import styles from "./course.module.css"

export const Leaving = (props: { readonly id: CourseId }): JSX.Element => {
  const said = () => words().learn.enrolment
  const [isAsked, setAsked] = createSignal(false)
  const leaving = createActing(() => client.course(props.id).withdraw())
  return (
    <div>
      <Button onClick={() => setAsked(true)}>{said().withdraw}</Button>
      <Show when={isAsked()}>
        <Dialog title={said().withdrawTitle} onClose={() => setAsked(false)}>
          <p>{said().withdrawHint}</p>
          <Refused error={leaving.error()} />
          <div class={styles["actions"]}>
            <Button
              kind="danger"
              busy={leaving.busy()}
              onClick={() => void leaving.run().then((isDone) => isDone && setAsked(false))}
            >
              {said().withdrawDo}
            </Button>
            <Button onClick={() => setAsked(false)}>{said().stay}</Button>
          </div>
        </Dialog>
      </Show>
    </div>
  )
}
