/** A surface that holds what belongs together. */
import type { ParentComponent } from "solid-js"
import styles from "./card.module.css"

export const Card: ParentComponent<{ readonly class?: string }> = (props) => (
  <div class={`${styles["card"]} ${props.class ?? ""}`}>{props.children}</div>
)
