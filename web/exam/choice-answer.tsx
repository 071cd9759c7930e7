/** Answers that are picked: one of several, several, true or false. Saved with the press. */
import { For, Show, type JSX } from "solid-js"
import type { PaperQuestion, Response } from "../../protocol/assessment.ts"
import type { OptionId } from "../../protocol/ids.ts"
import { words } from "../words/words.ts"
import { Button } from "../parts/button.tsx"
import styles from "./choice-answer.module.css"

type Choosing = Extract<PaperQuestion, { readonly kind: "single" | "multiple" | "true_false" }>

interface Choice {
  readonly key: string
  readonly text: string
  readonly chosen: () => boolean
  /** What the whole answer is once this was pressed. */
  readonly pressed: () => Response | null
}

const choicesOf = (question: Choosing, response: () => Response | undefined): ReadonlyArray<Choice> => {
  switch (question.kind) {
    case "single":
      return question.options.map(({ id, text }) => ({
        key: id,
        text,
        chosen: () => {
          const now = response()
          return now?.kind === "single" && now.option === id
        },
        pressed: () => ({ kind: "single", option: id })
      }))
    case "multiple": {
      const chosen = (): ReadonlyArray<OptionId> => {
        const now = response()
        return now?.kind === "multiple" ? now.options : []
      }
      return question.options.map(({ id, text }) => ({
        key: id,
        text,
        chosen: () => chosen().includes(id),
        pressed: () => {
          const options = chosen().includes(id) ? chosen().filter((one) => one !== id) : [...chosen(), id]
          return options.length === 0 ? null : { kind: "multiple", options }
        }
      }))
    }
    case "true_false":
      return [true, false].map((value) => ({
        key: String(value),
        get text() {
          return value ? words().exam.question.true : words().exam.question.false
        },
        chosen: () => {
          const now = response()
          return now?.kind === "true_false" && now.value === value
        },
        pressed: () => ({ kind: "true_false", value })
      }))
  }
}

export const ChoiceAnswer = (props: {
  readonly question: Choosing
  readonly labelledBy: string
  readonly response: Response | undefined
  readonly onAnswer: (response: Response | null) => void
}): JSX.Element => {
  const isMultiple = () => props.question.kind === "multiple"
  return (
    <div class={styles["choices"]} role={isMultiple() ? "group" : "radiogroup"} aria-labelledby={props.labelledBy}>
      <p class={styles["how"]}>{isMultiple() ? words().exam.question.chooseAll : words().exam.question.chooseOne}</p>
      <For each={choicesOf(props.question, () => props.response)}>
        {(choice) => (
          <label class={styles["choice"]} classList={{ [styles["chosen"] ?? ""]: choice.chosen() }}>
            <input
              type={isMultiple() ? "checkbox" : "radio"}
              name={props.question.id}
              value={choice.key}
              checked={choice.chosen()}
              onChange={() => props.onAnswer(choice.pressed())}
            />
            <span>{choice.text}</span>
          </label>
        )}
      </For>
      <Show when={props.response !== undefined && !isMultiple()}>
        <Button kind="quiet" small class={styles["clear"] ?? ""} onClick={() => props.onAnswer(null)}>
          {words().exam.question.clear}
        </Button>
      </Show>
    </div>
  )
}
