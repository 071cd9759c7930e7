/** The grade: passed or not was decided on the exact value, the score is cut for people and never rounded up. */
import { Show, type JSX } from "solid-js"
import type { GradeView } from "../../protocol/attempt.ts"
import { Card } from "../parts/card.tsx"
import { Notice } from "../parts/notice.tsx"
import { Tag } from "../parts/tag.tsx"
import { words } from "../words/words.ts"
import { useHere } from "./here.ts"
import { marksWords } from "../parts/marks-words.ts"
import styles from "./result.module.css"

export const Result = (props: { readonly grade: GradeView }): JSX.Element => {
  const { view } = useHere()
  const said = () => words().exam.result
  return (
    <Card>
      <h2>{said().title}</h2>
      <p class={styles["score"]}>
        <strong>{said().score(props.grade.score)}</strong>
        <Tag kind={props.grade.passed ? "good" : "warn"}>{props.grade.passed ? said().passed : said().failed}</Tag>
      </p>
      <p>{said().marks(marksWords(props.grade.awarded), props.grade.outOf)}</p>
      <Show when={props.grade.provisional}>
        <Notice kind="info">
          <p>{said().provisional}</p>
        </Notice>
      </Show>
      <Show when={props.grade.passed && !props.grade.provisional && view().type === "exam" && view().state !== "rejected"}>
        <p>{said().certificate}</p>
      </Show>
      <Show when={props.grade.questions === undefined}>
        <p class="soft">{said().noReview}</p>
      </Show>
    </Card>
  )
}
