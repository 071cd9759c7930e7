/** A short word about a thing's state. Never by colour alone: the word says it. */
import type { ParentComponent } from "solid-js"
import styles from "./tag.module.css"

export type TagKind = "plain" | "info" | "good" | "warn" | "bad"

export const Tag: ParentComponent<{ readonly kind?: TagKind }> = (props) => (
  <span class={`${styles["tag"]} ${styles[props.kind ?? "plain"]}`}>{props.children}</span>
)
