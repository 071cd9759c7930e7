/** What opens below a button in the bar. The browser's own: it closes with Escape, and with a press beside it. */
import { createUniqueId, type JSX } from "solid-js"
import styles from "./popover.module.css"

export const Popover = (props: {
  /** What the button shows; `label`, where that is no word. */
  readonly opener: JSX.Element
  readonly label?: string
  readonly children: (close: () => void) => JSX.Element
}): JSX.Element => {
  const id = createUniqueId()
  let sheet: HTMLDivElement | undefined
  return (
    <>
      <button type="button" class={styles["opener"]} popovertarget={id} aria-label={props.label}>
        {props.opener}
      </button>
      <div id={id} popover="auto" ref={(made) => (sheet = made)} class={styles["sheet"]}>
        {props.children(() => sheet?.hidePopover())}
      </div>
    </>
  )
}
