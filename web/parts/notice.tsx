/** A box that says something about what stands around it. `alert` interrupts who listens: for what went wrong just now. */
import { Show, type ParentComponent } from "solid-js"
import styles from "./notice.module.css"

export const Notice: ParentComponent<{
  readonly kind?: "info" | "good" | "warn" | "bad"
  readonly title?: string
  readonly alert?: boolean
}> = (props) => (
  <div class={`${styles["notice"]} ${styles[props.kind ?? "info"]}`} role={props.alert === true ? "alert" : undefined}>
    <Show when={props.title}>
      <p class={styles["title"]}>{props.title}</p>
    </Show>
    {props.children}
  </div>
)
