/** A page that a mailed link leads to: what it is about, one button, and what came of it. */
import { Show, type JSX, type ParentComponent } from "solid-js"
import type { Acting } from "../../parts/acting.ts"
import { Form } from "../../parts/form.tsx"
import { words } from "../../words/words.ts"
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
      <Form acting={props.acting} submit={props.submit} wide>
        {props.children}
      </Form>
    </Show>
  </Show>
)
