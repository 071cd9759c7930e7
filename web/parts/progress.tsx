/** How much of something is done. */
import type { JSX } from "solid-js"
import styles from "./progress.module.css"

/** `percent` from 0 to 100; `label` says of what. */
export const Progress = (props: { readonly percent: number; readonly label: string }): JSX.Element => (
  <div
    class={styles["track"]}
    role="progressbar"
    aria-label={props.label}
    aria-valuemin="0"
    aria-valuemax="100"
    aria-valuenow={Math.floor(props.percent)}
  >
    <div class={styles["bar"]} style={{ "inline-size": `${props.percent}%` }} />
  </div>
)
