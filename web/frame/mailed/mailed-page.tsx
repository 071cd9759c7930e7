/** A page that a mailed link leads to: what it is about, one button, and what came of it. */
import { Show, type JSX, type ParentComponent } from "solid-js"
import type { Acting } from "../../parts/acting.ts"
import { Button } from "../../parts/button.tsx"
import { Refused } from "../../parts/refused.tsx"
import { words } from "../../words/words.ts"
import styles from "../outside.module.css"
import { mailedLink } from "./link.ts"

export const MailedForm: ParentComponent<{
  readonly submit: string
  readonly acting: Acting<[]>
  /** There once it is done. */
  readonly done: JSX.Element | undefined
}> = (props) => (
  <Show when={mailedLink !== ""} fallback={<p role="status">{words().frame.mailed.noLink}</p>}>
    <p role="status">{props.done}</p>
    <Show when={props.done === undefined}>
      <form
        class={styles["form"]}
        onSubmit={(event) => {
          event.preventDefault()
          void props.acting.run()
        }}
      >
        {props.children}
        <Refused error={props.acting.error()} />
        <Button type="submit" kind="primary" busy={props.acting.busy()}>
          {props.submit}
        </Button>
      </form>
    </Show>
  </Show>
)
