/** A QR code, drawn here: what it says is a secret, and no picture of it may come from elsewhere. Dark on light in either theme. */
import type { JSX } from "solid-js"
import { encode } from "uqr"
import styles from "./own.module.css"

/** Modules of quiet around it, which readers need. */
const border = 4

export default (props: { readonly text: string; readonly label: string }): JSX.Element => {
  const code = () => encode(props.text, { border })
  const path = () =>
    code()
      .data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])))
      .join("")
  return (
    <svg class={styles["qr"]} viewBox={`0 0 ${code().size} ${code().size}`} role="img" aria-label={props.label}>
      <path class={styles["dark"]} d={path()} shape-rendering="crispEdges" />
    </svg>
  )
}
