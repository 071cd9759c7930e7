/** Before handing in: what is not answered, marked or saved, and what happens without it. */
import { Show, type JSX } from "solid-js"
import type { Paper } from "../../protocol/assessment.ts"
import type { QuestionId } from "../../protocol/ids.ts"
import { Button } from "../parts/button.tsx"
import { Dialog } from "../parts/dialog.tsx"
import { words } from "../words/words.ts"
import styles from "./hand-in.module.css"
import { useHere } from "./here.ts"
import type { Walk } from "./walk.ts"

const HandIn = (props: {
  readonly paper: Paper
  readonly walk: Walk
  readonly onConfirm: () => void
  readonly onClose: () => void
}): JSX.Element => {
  const { view, answers } = useHere()
  const said = () => words().exam.handIn
  const ids = () => props.paper.questions.map(({ id }) => id)
  const unanswered = () => ids().filter((id) => answers.responseTo(id) === undefined)
  const unsaved = () => ids().filter((id) => ["Sending", "Held"].includes(answers.markOf(id)._tag))
  const isAll = () => unanswered().length === 0 && unsaved().length === 0 && props.walk.marked().length === 0
  const goTo = (question: QuestionId | undefined): void => {
    if (question !== undefined) props.walk.go(question)
    props.onClose()
  }
  const Line = (line: { readonly of: ReadonlyArray<QuestionId>; readonly say: string }): JSX.Element => (
    <Show when={line.of.length > 0}>
      <li>
        <button type="button" class={styles["lead"]} onClick={() => goTo(line.of[0])}>
          {line.say}
        </button>
      </li>
    </Show>
  )
  return (
    <Dialog title={said().title} onClose={() => props.onClose()}>
      <Show
        when={isAll()}
        fallback={
          <ul>
            <Line of={unanswered()} say={said().unanswered(unanswered().length)} />
            <Line of={props.walk.marked()} say={said().marked(props.walk.marked().length)} />
            <Line of={unsaved()} say={said().unsaved(unsaved().length)} />
          </ul>
        }
      >
        <p>{said().all(props.paper.questions.length)}</p>
      </Show>
      <p>{said().final}</p>
      <Show when={view().deadline !== undefined}>
        <p class="soft">{said().byItself}</p>
      </Show>
      <div class={styles["actions"]}>
        <Button kind="primary" onClick={() => props.onConfirm()}>
          {said().confirm}
        </Button>
        <Button onClick={() => props.onClose()}>{said().goOn}</Button>
      </div>
    </Dialog>
  )
}

export default HandIn
