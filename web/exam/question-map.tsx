/** All questions at a glance: which are saved, which not, which are marked for later. A press leads there. */
import { For, Show, type JSX } from "solid-js"
import type { Paper } from "../../protocol/assessment.ts"
import type { QuestionId } from "../../protocol/ids.ts"
import { words } from "../words/words.ts"
import type { Mark } from "./answers.ts"
import { useHere } from "./here.ts"
import styles from "./question-map.module.css"
import type { Walk } from "./walk.ts"

type State = keyof ReturnType<typeof words>["exam"]["map"]["states"]

const stateOf = ({ _tag }: Mark): State => {
  switch (_tag) {
    case "None":
      return "none"
    case "Saved":
      return "saved"
    case "Sending":
      return "sending"
    case "Held":
      return "held"
    case "Late":
      return "late"
    case "Lost":
      return "lost"
  }
}

const signs: Readonly<Record<State, string>> = { none: "", saved: "✓", sending: "…", held: "…", late: "!", lost: "!" }

const Place = (props: { readonly question: QuestionId; readonly walk: Walk; readonly onGo: () => void }): JSX.Element => {
  const { answers } = useHere()
  const number = () => props.walk.numberOf(props.question)
  const state = () => stateOf(answers.markOf(props.question))
  const isMarked = () => props.walk.isMarked(props.question)
  const label = () =>
    [
      words().exam.map.question(number()),
      words().exam.map.states[state()],
      ...(isMarked() ? [words().exam.map.marked] : [])
    ].join(", ")
  return (
    <li>
      <button
        type="button"
        class={`${styles["place"]} ${styles[state()] ?? ""}`}
        aria-label={label()}
        aria-current={props.walk.current() === props.question ? "step" : undefined}
        onClick={() => {
          props.walk.go(props.question)
          props.onGo()
        }}
      >
        <span aria-hidden="true">{number()}</span>
        <span class={styles["sign"]} aria-hidden="true">
          {signs[state()]}
        </span>
        <Show when={isMarked()}>
          <span class={styles["flag"]} aria-hidden="true">
            ⚑
          </span>
        </Show>
      </button>
    </li>
  )
}

export const QuestionMap = (props: { readonly paper: Paper; readonly walk: Walk; readonly onGo?: () => void }): JSX.Element => {
  const sections = () => props.paper.sections ?? [{ title: "", questions: props.paper.questions.map(({ id }) => id) }]
  return (
    <nav aria-label={words().exam.map.title} class={styles["map"]}>
      <For each={sections()}>
        {(section) => (
          <>
            <Show when={section.title}>
              <p class={styles["section"]}>{section.title}</p>
            </Show>
            <ol class={styles["places"]}>
              <For each={section.questions}>
                {(question) => <Place question={question} walk={props.walk} onGo={() => props.onGo?.()} />}
              </For>
            </ol>
          </>
        )}
      </For>
    </nav>
  )
}
