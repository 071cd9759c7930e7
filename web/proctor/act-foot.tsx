/**
 * The foot of an action's dialog: what sends it, and what leaves it. Pressed without a connection, an action goes out later by itself,
 * so there is nothing to cancel any more. What cannot be taken back is not begun like that: when it arrived, exams would end that
 * are no longer as somebody saw them when they decided.
 */
import { Show, type JSX, type ParentComponent } from "solid-js"
import { connection } from "../frame/stoa.ts"
import { Button } from "../parts/button.tsx"
import { Notice } from "../parts/notice.tsx"
import { SentLater } from "../parts/sent-later.tsx"
import { words } from "../words/words.ts"
import styles from "./act-dialog.module.css"

export const ActFoot: ParentComponent<{
  readonly busy: boolean
  /** It cannot be taken back. */
  readonly final: boolean
  readonly onClose: () => void
}> = (props): JSX.Element => {
  const said = () => words().proctor.act
  const isRefused = () => props.final && !props.busy && connection()._tag !== "Online"
  return (
    <>
      <Show when={isRefused()}>
        <Notice kind="warn" alert>
          <p>{said().needsConnection}</p>
        </Notice>
      </Show>
      <SentLater busy={props.busy} />
      <div class={styles["buttons"]}>
        <Button type="submit" kind={props.final ? "danger" : "primary"} busy={props.busy || isRefused()}>
          {props.children}
        </Button>
        <Button onClick={() => props.onClose()}>{props.busy ? words().frame.dialog.close : words().frame.dialog.cancel}</Button>
      </div>
    </>
  )
}
