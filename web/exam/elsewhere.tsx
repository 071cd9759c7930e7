/** Another device holds the attempt: says so, and lets the learner take it back. */
import { onMount, type JSX } from "solid-js"
import type { Standing } from "../../client/index.ts"
import { createActing } from "../parts/acting.ts"
import { Button } from "../parts/button.tsx"
import { Refused } from "../parts/refused.tsx"
import { timeOfDay } from "../parts/when.ts"
import { words } from "../words/words.ts"
import { useHere } from "./here.ts"
import { LostAnswers } from "./lost-answers.tsx"
import styles from "./standstill.module.css"

export const Elsewhere = (props: { readonly at: Extract<Standing, { readonly _tag: "Elsewhere" }> }): JSX.Element => {
  const { attempt } = useHere()
  const taking = createActing(() => attempt.takeOver(props.at.epoch))
  const said = () => words().exam.elsewhere
  let heading: HTMLHeadingElement | undefined
  onMount(() => heading?.focus())
  return (
    <section class={styles["cover"]}>
      <h2 ref={(made) => (heading = made)} tabindex="-1" class={styles["title"]}>
        {said().title}
      </h2>
      <p>{said().explain(timeOfDay(props.at.since))}</p>
      <p>{said().saved}</p>
      <Refused error={taking.error()} />
      <Button kind="primary" busy={taking.busy()} onClick={() => void taking.run()}>
        {said().takeOver}
      </Button>
      <p class="soft">{said().after}</p>
      <LostAnswers />
    </section>
  )
}
