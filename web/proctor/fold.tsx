/** What would push the wall out of sight on a phone: behind a button there, and simply there where there is room. */
import { createSignal, createUniqueId, type ParentComponent } from "solid-js"
import { Button } from "../parts/button.tsx"
import styles from "./fold.module.css"

export const Fold: ParentComponent<{ readonly label: string }> = (props) => {
  const id = createUniqueId()
  const [isOpen, setOpen] = createSignal(false)
  return (
    <div class={styles["fold"]}>
      <div class={styles["opener"]}>
        <Button small aria-expanded={isOpen()} aria-controls={id} onClick={() => setOpen((open) => !open)}>
          {props.label}
        </Button>
      </div>
      <div id={id} class={styles["content"]} classList={{ [styles["folded"] ?? ""]: !isOpen() }}>
        {props.children}
      </div>
    </div>
  )
}
