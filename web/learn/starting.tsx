/**
 * The way into an attempt: on with the one that is not over, else into a sitting, else at once. What would be refused is said before
 * it is pressed; but a room may allow somebody more attempts than the exam does, which only the server knows, so that never bars.
 */
import { useNavigate } from "@solidjs/router"
import { For, Match, Show, Switch, type JSX } from "solid-js"
import type { AssessmentId, SittingId } from "../../protocol/ids.ts"
import type { AssessmentView, EnrolmentView, LearnerView } from "../../protocol/learner.ts"
import type { SittingSummary } from "../../protocol/rest/assessments.ts"
import { client } from "../frame/stoa.ts"
import { createActing } from "../parts/acting.ts"
import { Button } from "../parts/button.tsx"
import { Card } from "../parts/card.tsx"
import { serverNow } from "../parts/clock.ts"
import { LinkButton } from "../parts/link-button.tsx"
import { Refused } from "../parts/refused.tsx"
import { dayAndTime } from "../parts/when.ts"
import { words } from "../words/words.ts"
import styles from "./assessment.module.css"
import { hindranceOf, underWay } from "./hindrance.ts"

type Detail = Awaited<ReturnType<(typeof client)["rest"]["assessment"]>>

export const Starting = (props: {
  readonly id: AssessmentId
  readonly detail: Detail
  readonly learner: LearnerView
  readonly mine: AssessmentView | undefined
  readonly enrolment: EnrolmentView | undefined
}): JSX.Element => {
  const said = () => words().learn.assessment
  const navigate = useNavigate()
  const starting = createActing(async (sitting?: SittingId) => {
    const { attemptId } = await client.learner().startAttempt(props.id, sitting)
    navigate(`/attempts/${attemptId}`)
  })
  const open = () => underWay(props.mine)
  const type = () => props.detail.settings.type
  const hindrance = () =>
    hindranceOf({
      settings: props.detail.settings,
      module: props.detail.module_id,
      learner: props.learner,
      mine: props.mine,
      enrolment: props.enrolment,
      now: serverNow()
    })
  return (
    <Card>
      <h2>{type() === "exam" ? said().sittings : said().kinds[type()]}</h2>
      <Refused error={starting.error()} />
      <Switch>
        <Match when={open()}>
          {(attempt) => (
            <>
              <p>{attempt().standing === "running" ? said().underWay : said().reserved}</p>
              <div>
                <LinkButton kind="primary" href={`/attempts/${attempt().id}`}>
                  {said().goOn}
                </LinkButton>
              </div>
            </>
          )}
        </Match>
        <Match when={hindrance()}>{(sentence) => <p>{sentence()}</p>}</Match>
        <Match when={type() === "exam"}>
          <Show when={props.detail.sittings.length > 0} fallback={<p>{said().noSitting}</p>}>
            <ul role="list" class={styles["sittings"]}>
              <For each={props.detail.sittings}>
                {(sitting) => <Sitting sitting={sitting} busy={starting.busy()} onEnter={() => void starting.run(sitting.id)} />}
              </For>
            </ul>
            <p class="note">{said().zone(Intl.DateTimeFormat().resolvedOptions().timeZone)}</p>
          </Show>
        </Match>
        <Match when={true}>
          <Show when={props.mine?.left !== 0} fallback={<p>{said().used}</p>}>
            <div>
              <Button kind="primary" busy={starting.busy()} onClick={() => void starting.run()}>
                {said().start[type()]}
              </Button>
            </div>
          </Show>
        </Match>
      </Switch>
    </Card>
  )
}

const Sitting = (props: {
  readonly sitting: SittingSummary
  readonly busy: boolean
  readonly onEnter: () => void
}): JSX.Element => {
  const said = () => words().learn.assessment
  const isOpen = () => Date.parse(props.sitting.opens_at) <= (serverNow() ?? Date.now())
  return (
    <li class={styles["sitting"]}>
      <h3>{props.sitting.title}</h3>
      <p class="note">
        {isOpen() ? said().opened(dayAndTime(props.sitting.opens_at)) : said().opens(dayAndTime(props.sitting.opens_at))}
        <Show when={props.sitting.closes_at}>{(at) => <>; {said().closes(dayAndTime(at()))}</>}</Show>
      </p>
      <div>
        <Button
          kind={isOpen() ? "primary" : "secondary"}
          busy={props.busy}
          onClick={() => props.onEnter()}
          aria-label={`${isOpen() ? said().enter : said().wait}: ${props.sitting.title}`}
        >
          {isOpen() ? said().enter : said().wait}
        </Button>
      </div>
    </li>
  )
}
