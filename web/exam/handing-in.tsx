/** In place of the questions while handing in is under way: an answer given now would come after it. */
import { onMount, type JSX } from "solid-js"
import { createOffline } from "../frame/connection-strip.tsx"
import { words } from "../words/words.ts"
import styles from "./standstill.module.css"

export const HandingIn = (): JSX.Element => {
  const isOffline = createOffline()
  let heading: HTMLHeadingElement | undefined
  onMount(() => heading?.focus())
  return (
    <section class={styles["cover"]}>
      <h2 ref={(made) => (heading = made)} tabindex="-1" class={styles["title"]}>
        {words().exam.handIn.underWay}
      </h2>
      <p role="status">{isOffline() ? words().exam.handIn.offline : ""}</p>
    </section>
  )
}
