/** One question: what is asked, the answer, and where the answer is. */
import { createUniqueId, Match, onCleanup, onMount, Show, Switch, type JSX } from "solid-js"
import type { Paper, PaperQuestion, Response } from "../../protocol/assessment.ts"
import { Button } from "../parts/button.tsx"
import { words } from "../words/words.ts"
import { AnswerMark } from "./answer-mark.tsx"
import { ChoiceAnswer } from "./choice-answer.tsx"
import { useHere } from "./here.ts"
import { LostAnswer } from "./lost-answer.tsx"
import styles from "./question.module.css"
import type { Walk } from "./walk.ts"
import { WrittenAnswer } from "./written-answer.tsx"

export const Question = (props: {
  readonly question: PaperQuestion
  readonly paper: Paper
  readonly walk: Walk
}): JSX.Element => {
  const { answers } = useHere()
  const prompt = createUniqueId()
  let heading: HTMLHeadingElement | undefined
  const id = () => props.question.id
  const response = () => answers.responseTo(id())
  const give = (answer: Response | null, when: "now" | "soon"): void => answers.give(id(), answer, when)
  const chosen = () => {
    const { question } = props
    return question.kind === "single" || question.kind === "multiple" || question.kind === "true_false" ? question : undefined
  }
  const written = () => {
    const { question } = props
    return question.kind === "numeric" || question.kind === "text" ? question : undefined
  }
  const section = () => props.paper.sections?.find(({ questions }) => questions.includes(id()))
  const isFirst = () => section()?.questions[0] === id()
  // Who moved here wants to read here; who has just come to the page hears its title first.
  onMount(() => {
    if (props.walk.hasMoved()) heading?.focus()
  })
  onCleanup(answers.flush)
  return (
    <section class={styles["question"]}>
      <Show when={section()}>
        {(under) => (
          <div class={styles["section"]}>
            <p class={styles["section-title"]}>{under().title}</p>
            <Show when={isFirst() && under().instructions}>
              <p class={styles["prompt"]}>{under().instructions}</p>
            </Show>
          </div>
        )}
      </Show>
      <div class={styles["head"]}>
        <h2 ref={(made) => (heading = made)} tabindex="-1" class={styles["heading"]}>
          {words().exam.question.heading(props.walk.numberOf(id()), props.paper.questions.length)}
        </h2>
        <span class={styles["marks"]}>{words().exam.question.marks(props.question.marks)}</span>
      </div>
      <p id={prompt} class={styles["prompt"]}>
        {props.question.prompt}
      </p>
      <LostAnswer id={id()} question={props.question} />
      <Switch>
        <Match when={chosen()}>
          {(question) => (
            <ChoiceAnswer
              question={question()}
              labelledBy={prompt}
              response={response()}
              onAnswer={(answer) => give(answer, "now")}
            />
          )}
        </Match>
        <Match when={written()}>
          {(question) => (
            <WrittenAnswer
              question={question()}
              locale={props.paper.locale}
              labelledBy={prompt}
              response={response()}
              onAnswer={(answer) => give(answer, "soon")}
              onLeave={answers.flush}
            />
          )}
        </Match>
      </Switch>
      <div class={styles["foot"]}>
        <AnswerMark question={id()} />
        <label class={styles["later"]}>
          <input
            type="checkbox"
            checked={props.walk.isMarked(id())}
            onChange={(event) => props.walk.mark(id(), event.currentTarget.checked)}
          />
          <span>{words().exam.question.later}</span>
        </label>
      </div>
      <div class={styles["steps"]}>
        <Button disabled={props.walk.previous() === undefined} onClick={() => to(props.walk, props.walk.previous())}>
          {words().exam.question.previous}
        </Button>
        <Button kind="primary" disabled={props.walk.next() === undefined} onClick={() => to(props.walk, props.walk.next())}>
          {words().exam.question.next}
        </Button>
      </div>
    </section>
  )
}

const to = (walk: Walk, question: PaperQuestion["id"] | undefined): void => {
  if (question !== undefined) walk.go(question)
}
