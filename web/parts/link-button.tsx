/** A link that looks like a button: it leads somewhere instead of doing something. */
import { A, type AnchorProps } from "@solidjs/router"
import { splitProps, type ParentComponent } from "solid-js"
import styles from "./button.module.css"

export const LinkButton: ParentComponent<AnchorProps & { readonly kind?: "primary" | "secondary" | "quiet" }> = (props) => {
  const [own, rest] = splitProps(props, ["kind", "class"])
  return <A {...rest} class={`${styles["button"]} ${styles[own.kind ?? "secondary"]} ${own.class ?? ""}`} />
}
