/** Where an answer is: saved means durable, and is said of nothing else. */
import { Match, Show, Switch, type JSX } from "solid-js"
import type { QuestionId } from "../../protocol/ids.ts"
import { createOffline } from "../frame/connection-strip.tsx"
import { timeOfDay } from "../parts/when.ts"
import { sentenceOf } from "../words/refusal.ts"
import { words } from "../words/words.ts"
import styles from "./answer-mark.module.css"
import { useHere } from "./here.ts"

export const AnswerMark = (props: { readonly question: QuestionId }): JSX.Element => {
  const { answers } = useHere()
  const isOffline = createOffline()
  const mark = () => answers.markOf(props.question)
  const saved = () => {
    const now = mark()
    return now._tag === "Saved" ? now : undefined
  }
  const late = () => {
    const now = mark()
    return now._tag === "Late" ? now : undefined
  }
  const lost = () => {
    const now = mark()
    return now._tag === "Lost" ? now.error : undefined
  }
  const said = () => words().exam.marks
  return (
    <p class={styles["mark"]} role="status">
      <Switch fallback={<span>{said().none}</span>}>
        <Match when={saved()}>
          {(now) => (
            <span class={styles["saved"]}>
              <span aria-hidden="true">✓ </span>
              {said().saved} <span class={styles["when"]}>{timeOfDay(now().at)}</span>
            </span>
          )}
        </Match>
        <Match when={mark()._tag === "Sending"}>
          <Show when={isOffline()} fallback={<span>{said().sending}</span>}>
            <span class={styles["kept"]}>{said().kept}</span>
          </Show>
        </Match>
        <Match when={mark()._tag === "Held"}>
          <span class={styles["kept"]}>{said().held}</span>
        </Match>
        <Match when={late()}>{(now) => <span class={styles["kept"]}>{said().late[now().decision]}</span>}</Match>
        <Match when={lost()}>{(error) => <span class={styles["lost"]}>{said().lost(sentenceOf(error()))}</span>}</Match>
      </Switch>
    </p>
  )
}
