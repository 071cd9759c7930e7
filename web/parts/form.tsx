/**
 * What is filled in and sent with one button. Above the button stands what came of the last try; what is about one field stands at that
 * field, and the focus goes there: who listens would hear nothing of it otherwise.
 */
import { Show, type JSX, type ParentComponent } from "solid-js"
import type { Acting } from "./acting.ts"
import { Button, type ButtonProps } from "./button.tsx"
import styles from "./form.module.css"
import { Refused } from "./refused.tsx"
import { SentLater } from "./sent-later.tsx"

export const Form: ParentComponent<{
  readonly acting: Acting<[]>
  readonly submit?: string
  /** Primary if absent. */
  readonly kind?: ButtonProps["kind"]
  /** One thing of many on its page. */
  readonly small?: boolean
  /** The button is as wide as the form: there is nothing else to do on its page. */
  readonly wide?: boolean
  /** A command, which waits for the connection where there is none. */
  readonly waits?: boolean
  /** In place of the button. */
  readonly foot?: JSX.Element
  /** Beside the button once it is done. */
  readonly done?: string | undefined
  readonly onDone?: () => void
}> = (props) => {
  let form: HTMLFormElement | undefined
  const send = async (): Promise<void> => {
    if (await props.acting.run()) props.onDone?.()
    else form?.querySelector<HTMLElement>("[aria-invalid='true']")?.focus()
  }
  return (
    <form
      ref={(made) => (form = made)}
      class={styles["form"]}
      classList={{ [styles["small"] ?? ""]: props.small === true }}
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      {props.children}
      <Refused error={props.acting.general()} />
      <SentLater busy={props.waits === true && props.acting.busy()} />
      <Show when={props.submit} fallback={props.foot}>
        <div class={styles["foot"]} classList={{ [styles["wide"] ?? ""]: props.wide === true }}>
          <Button type="submit" kind={props.kind ?? "primary"} small={props.small === true} busy={props.acting.busy()}>
            {props.submit}
          </Button>
          <Show when={"done" in props}>
            <span role="status">{props.done}</span>
          </Show>
        </div>
      </Show>
    </form>
  )
}

/** Fields beside each other, where there is room. */
export const Beside: ParentComponent = (props) => <div class={styles["beside"]}>{props.children}</div>
