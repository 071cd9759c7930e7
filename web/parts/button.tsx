/** What is pressed. `busy` while what it began is under way: it stays in the order of tabs and says so, and takes no second press. */
import { splitProps, type JSX, type ParentComponent } from "solid-js"
import styles from "./button.module.css"

export interface ButtonProps extends JSX.ButtonHTMLAttributes<HTMLButtonElement> {
  readonly kind?: "primary" | "secondary" | "quiet" | "danger"
  readonly small?: boolean
  readonly busy?: boolean
}

export const Button: ParentComponent<ButtonProps> = (props) => {
  const [own, rest] = splitProps(props, ["kind", "small", "busy", "class", "onClick", "children"])
  return (
    <button
      type="button"
      {...rest}
      class={`${styles["button"]} ${styles[own.kind ?? "secondary"]} ${own.class ?? ""}`}
      classList={{ [styles["small"] ?? ""]: own.small === true }}
      aria-disabled={own.busy === true ? "true" : undefined}
      onClick={(event) => {
        if (own.busy === true) event.preventDefault()
        else if (typeof own.onClick === "function") own.onClick(event)
      }}
    >
      {own.children}
    </button>
  )
}
