/** Answers that are written: a number, shown as it is read (G2), or a text. Saved in pauses of the typing, and when one leaves the field. */
import { Show, createUniqueId, type JSX } from "solid-js"
import type { Paper, PaperQuestion, Response } from "../../protocol/assessment.ts"
import { readNumber } from "../../protocol/number-reading.ts"
import { words } from "../words/words.ts"
import styles from "./written-answer.module.css"

type Written = Extract<PaperQuestion, { readonly kind: "numeric" | "text" }>

const longest = { numeric: 100, text: 2_000 } as const

export const WrittenAnswer = (props: {
  readonly question: Written
  readonly locale: Paper["locale"]
  readonly labelledBy: string
  readonly response: Response | undefined
  readonly onAnswer: (response: Response | null) => void
  /** The field was left. */
  readonly onLeave: () => void
}): JSX.Element => {
  const hint = createUniqueId()
  const written = () => {
    const now = props.response
    return now?.kind === "numeric" || now?.kind === "text" ? now.text : ""
  }
  const write = (text: string): void => {
    const { kind } = props.question
    // What no database can hold comes from broken programs only, and would have the whole answer refused.
    const clean = text.toWellFormed().replaceAll("\u0000", "")
    props.onAnswer(clean.trim() === "" ? null : { kind, text: clean })
  }
  const unit = () => (props.question.kind === "numeric" ? props.question.unit : undefined)
  const reading = () => readNumber(written(), props.locale)
  return (
    <Show
      when={props.question.kind === "numeric"}
      fallback={
        <textarea
          class={styles["text"]}
          rows={4}
          aria-labelledby={props.labelledBy}
          maxLength={longest.text}
          autocomplete="off"
          value={written()}
          onInput={(event) => write(event.currentTarget.value)}
          onBlur={() => props.onLeave()}
        />
      }
    >
      <div class={styles["number"]}>
        <input
          type="text"
          inputmode="decimal"
          aria-labelledby={props.labelledBy}
          aria-describedby={hint}
          maxLength={longest.numeric}
          autocomplete="off"
          value={written()}
          onInput={(event) => write(event.currentTarget.value)}
          onBlur={() => props.onLeave()}
        />
        <Show when={unit()}>
          <span class={styles["unit"]}>{unit()}</span>
        </Show>
      </div>
      <p id={hint} class={styles["hint"]}>
        <Show when={written() !== ""} fallback={words().exam.question.numberHint[props.locale]}>
          <Show when={reading()} fallback={words().exam.question.noNumber(words().exam.question.numberHint[props.locale])}>
            {(number) => words().exam.question.readAs(`${number()}${unit() === undefined ? "" : ` ${unit()}`}`)}
          </Show>
        </Show>
      </p>
    </Show>
  )
}
