/** The way into a course, as its mode has it, and out of it again. */
import { createResource, createSignal, Match, onCleanup, onMount, Show, Switch, type JSX } from "solid-js"
import type { CourseSeen } from "../../client/index.ts"
import type { CourseId } from "../../protocol/ids.ts"
import type { EnrolmentView } from "../../protocol/learner.ts"
import type { OwnStanding } from "../../protocol/rest/enrolment.ts"
import { client } from "../frame/stoa.ts"
import { createActing } from "../parts/acting.ts"
import { Button } from "../parts/button.tsx"
import { Card } from "../parts/card.tsx"
import { TextArea } from "../parts/field.tsx"
import { known } from "../parts/loaded.tsx"
import { Refused } from "../parts/refused.tsx"
import { day } from "../parts/when.ts"
import { words } from "../words/words.ts"
import { Leaving } from "./leaving.tsx"

export const Enrolment = (props: {
  readonly id: CourseId
  readonly seen: CourseSeen
  readonly enrolment: EnrolmentView | undefined
}): JSX.Element => {
  const said = () => words().learn.enrolment
  const course = () => client.course(props.id)
  const [note, setNote] = createSignal("")
  /** Asked again when what is seen of the course has changed its kind: somebody was let in, got a seat, or left. */
  const [standing, { refetch }] = createResource(
    () => `${props.seen.audience} ${props.enrolment !== undefined}`,
    () => client.rest.standing(props.id)
  )
  // Whether a question was answered is not pushed. Whoever comes back to the page sees it.
  const look = () => {
    if (document.visibilityState === "visible" && known(standing)?.standing === "requested") void refetch()
  }
  onMount(() => document.addEventListener("visibilitychange", look))
  onCleanup(() => document.removeEventListener("visibilitychange", look))

  const acting = createActing(async (act: () => Promise<unknown>) => {
    try {
      await act()
    } finally {
      await refetch()
    }
  })
  const own = (is: OwnStanding["standing"]) => {
    const now = known(standing)
    return now?.standing === is ? now : undefined
  }
  const view = () => props.seen.view
  const mode = () => view().mode ?? "open"
  const isFull = () => (view().seatsLeft ?? 1) <= 0
  const Do = (button: { readonly act: () => Promise<unknown>; readonly primary?: boolean; readonly children: JSX.Element }) => (
    <div>
      <Button
        kind={button.primary === true ? "primary" : "secondary"}
        busy={acting.busy()}
        onClick={() => void acting.run(button.act)}
      >
        {button.children}
      </Button>
    </div>
  )

  return (
    <Card>
      <h2>{said().title}</h2>
      <Refused error={acting.error()} />
      <Switch>
        <Match when={props.enrolment}>
          {(enrolment) => (
            <>
              <p>{said().enrolled(day(enrolment().enrolledAt))}</p>
              <Leaving id={props.id} />
            </>
          )}
        </Match>
        <Match when={own("waiting")}>
          {(waiting) => (
            <>
              <p role="status">{said().position(positionOf(props.seen, waiting()))}</p>
              <Do act={() => course().leaveWaitList()}>{said().leave}</Do>
            </>
          )}
        </Match>
        <Match when={own("requested")}>
          {(requested) => (
            <>
              <p role="status">{said().requested(day(requested().since ?? ""))}</p>
              <Do act={() => course().cancelRequest()}>{said().cancel}</Do>
            </>
          )}
        </Match>
        <Match when={mode() === "closed"}>
          <p>{said().closed}</p>
        </Match>
        <Match when={mode() === "invitation"}>
          <p>{said().invitation}</p>
        </Match>
        <Match when={mode() === "approval"}>
          <Show when={own("refused")} fallback={<p>{said().approval}</p>}>
            {(refused) => <p>{refusalOf(refused())}</p>}
          </Show>
          <TextArea label={said().note} maxlength="2000" value={note()} onText={setNote} />
          <Do primary act={() => course().requestEnrolment(note().trim() === "" ? undefined : note().trim())}>
            {said().request}
          </Do>
        </Match>
        <Match when={isFull()}>
          <p>{said().full}</p>
          <Show when={view().waitList}>
            <p class="note">{words().learn.course.waiting(view().waiting)}</p>
            <Do primary act={() => course().joinWaitList()}>
              {said().join}
            </Do>
          </Show>
        </Match>
        <Match when={mode() === "open"}>
          <Show when={view().seatsLeft}>{(left) => <p class="note">{words().learn.course.seats(left())}</p>}</Show>
          <Do primary act={() => course().enrol()}>
            {said().enrol}
          </Do>
        </Match>
      </Switch>
    </Card>
  )
}

/** Moves as those before one go. */
const positionOf = (seen: CourseSeen, { ticket, position }: OwnStanding): number =>
  seen.audience === "waiting" && ticket !== undefined
    ? Object.keys(seen.view.queue).filter((other) => Number(other) < ticket).length + 1
    : (position ?? 1)

const refusalOf = ({ reason }: OwnStanding): string =>
  reason == null ? words().learn.enrolment.refused : words().learn.enrolment.refusedWhy(reason)
