/**
 * What has to be answered before anything else. The browser's own dialog: it keeps the focus inside, closes with Escape and
 * gives the focus back. `lasting`: it cannot be closed without an answer.
 */
import { createUniqueId, onCleanup, onMount, Show, type ParentComponent } from "solid-js"
import { words } from "../words/words.ts"
import { Button } from "./button.tsx"
import styles from "./dialog.module.css"

export const Dialog: ParentComponent<{
  readonly title: string
  readonly onClose?: () => void
  readonly lasting?: boolean
}> = (props) => {
  const id = createUniqueId()
  let element: HTMLDialogElement | undefined
  let isGone = false
  onMount(() => {
    element?.showModal()
    // The browser would begin with the cross: who came to write something begins to write.
    element?.querySelector<HTMLElement>("input, select, textarea")?.focus()
  })
  // Taken away because it was answered: closed first, for the browser gives the focus back then and at no other time.
  onCleanup(() => {
    isGone = true
    element?.close()
  })
  return (
    <dialog
      ref={(made) => (element = made)}
      class={styles["dialog"]}
      aria-labelledby={id}
      onCancel={(event) => {
        if (props.lasting === true) event.preventDefault()
      }}
      onClose={() => {
        if (!isGone) props.onClose?.()
      }}
    >
      <div class={styles["head"]}>
        <h2 id={id}>{props.title}</h2>
        <Show when={props.lasting !== true}>
          <Button kind="quiet" small onClick={() => element?.close()} aria-label={words().frame.dialog.close}>
            <span aria-hidden="true">✕</span>
          </Button>
        </Show>
      </div>
      <div class={styles["body"]}>{props.children}</div>
    </dialog>
  )
}
