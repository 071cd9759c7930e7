/** After the end: what became of the attempt, in words, and its result when there is one. */
import { createEffect, Match, Show, Switch, type JSX } from "solid-js"
import { unsettled } from "../frame/stoa.ts"
import { Card } from "../parts/card.tsx"
import { LinkButton } from "../parts/link-button.tsx"
import { Notice } from "../parts/notice.tsx"
import { dayAndTime } from "../parts/when.ts"
import { words } from "../words/words.ts"
import styles from "./after.module.css"
import { Appeal } from "./appeal.tsx"
import { useHere } from "./here.ts"
import { LateAnswers } from "./late-answers.tsx"
import { LostAnswers } from "./lost-answers.tsx"
import { Result } from "./result.tsx"
import { Review } from "./review.tsx"
import { waitingAnswers } from "./waiting-answers.ts"

const After = (): JSX.Element => {
  const { attempt, view, answers, desk } = useHere()
  const unsent = () => waitingAnswers(unsettled(), attempt.id).size > 0
  // Nothing is left to be sent: the desk is cleared for whoever uses this browser next.
  createEffect(() => {
    if (!unsent() && answers.isAtRest()) desk.clear()
  })
  return (
    <div class={styles["after"]}>
      <Card>
        <div role="status" class={styles["said"]}>
          <Outcome />
          <Show when={view().verdict}>
            {(verdict) => (
              <p>
                {words().exam.result.reason} <q>{verdict().reason}</q>
              </p>
            )}
          </Show>
        </div>
        <Show when={unsent()}>
          <Notice kind="warn">
            <p>{words().exam.after.unsent}</p>
          </Notice>
        </Show>
      </Card>
      <LostAnswers />
      <Show when={view().grade}>{(grade) => <Result grade={grade()} />}</Show>
      <LateAnswers />
      <Appeal />
      <Show when={view().grade?.questions}>{(marks) => <Review marks={marks()} />}</Show>
      <div class={styles["ways"]}>
        <LinkButton kind="primary" href={`/courses/${view().courseId}`}>
          {words().exam.back}
        </LinkButton>
        <LinkButton href={`/assessments/${view().assessmentId}`}>{words().exam.again}</LinkButton>
      </div>
    </div>
  )
}

/** Each state in its own words. */
const Outcome = (): JSX.Element => {
  const { view } = useHere()
  const said = () => words().exam.after
  const is = (...states: ReadonlyArray<ReturnType<typeof view>["state"]>): boolean => states.includes(view().state)
  const arrival = () => {
    const at = dayAndTime(view().submittedAt ?? view().endedAt ?? 0)
    return view().submittedBy === "clock" ? said().byClock(at) : said().submittedHint(at)
  }
  const Say = (line: { readonly title: string; readonly hint?: string }): JSX.Element => (
    <>
      <h2>{line.title}</h2>
      <Show when={line.hint}>
        <p>{line.hint}</p>
      </Show>
    </>
  )
  return (
    <Switch>
      <Match when={is("ended")}>
        <Say title={said().ended} hint={said().endedHint} />
      </Match>
      <Match when={is("submitted", "grading")}>
        <Say title={said().submitted} hint={arrival()} />
        <p class="soft">{said().grading}</p>
      </Match>
      <Match when={is("terminated")}>
        <Say title={said().terminated} hint={said().terminatedHint} />
      </Match>
      <Match when={is("graded")}>
        <Say title={said().submitted} hint={arrival()} />
      </Match>
      <Match when={is("under_review")}>
        <Say title={said().under_review} hint={said().underReviewHint} />
        <p class="soft">{arrival()}</p>
      </Match>
      <Match when={is("verified")}>
        <Say title={said().verified} hint={arrival()} />
      </Match>
      <Match when={is("rejected")}>
        <Say title={said().rejected} hint={arrival()} />
      </Match>
      <Match when={is("declined")}>
        <Say title={said().declined} hint={said().declinedHint} />
      </Match>
      <Match when={is("expired")}>
        <Say title={said().expired} hint={said().expiredHint} />
      </Match>
      <Match when={is("absent")}>
        <Say title={said().absent} hint={said().absentHint} />
      </Match>
      <Match when={is("voided")}>
        <Say title={said().voided} hint={said().voidedHint} />
      </Match>
    </Switch>
  )
}

export default After
