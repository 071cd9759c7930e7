/** One case: the evidence on one side, what is decided on the other. */
import { A, useParams } from "@solidjs/router"
import { Show, type JSX } from "solid-js"
import { AttemptId } from "../../protocol/ids.ts"
import { follow } from "../frame/follow.ts"
import { client } from "../frame/stoa.ts"
import { idIn, nothingHere } from "../parts/id-in.ts"
import { Page } from "../parts/page.tsx"
import { Shown } from "../parts/shown.tsx"
import { Failure } from "../parts/states.tsx"
import { Tag } from "../parts/tag.tsx"
import { words } from "../words/words.ts"
import { Flags } from "./flags.tsx"
import { GivenAnswers } from "./given-answers.tsx"
import { LateAnswers } from "./late-answers.tsx"
import { OverActions } from "./over-actions.tsx"
import { createPeople } from "./people.ts"
import { createQuestions } from "./questions.ts"
import { graderView, staffView } from "./staff-view.ts"
import { Standing } from "./standing.tsx"
import { Talk } from "./talk.tsx"
import { Timeline } from "./timeline.tsx"
import { VerdictCard } from "./verdict.tsx"
import { Watched } from "./watched.tsx"
import styles from "./case.module.css"

export default (): JSX.Element => {
  const params = useParams()
  const id = () => idIn(AttemptId, params["attemptId"])
  const attempt = follow(() => client.proctoredAttempt(id()).view)
  const seen = () => {
    const now = attempt()
    return now._tag === "Shown" ? staffView(now) : undefined
  }
  const questions = createQuestions(seen)
  const people = createPeople(() => seen()?.sittingId)
  const said = () => words().proctor.cases
  const title = (): string => {
    const view = seen()
    return view === undefined ? said().title : people.nameOf(view.learnerId)
  }
  return (
    <Page title={title()}>
      <Shown of={attempt()}>
        {(now) => (
          <Show when={staffView(now())} fallback={<Failure error={nothingHere} />}>
            {(view) => (
              <>
                <div class="line">
                  <A href="/reviews">{said().back}</A>
                  <span>{view().title}</span>
                  <Show when={view().sittingId}>{(room) => <A href={`/rooms/${room()}/attempts/${id()}`}>{said().room}</A>}</Show>
                  <Tag kind="info">{words().proctor.states[view().state]}</Tag>
                  <OverActions view={view()} />
                </div>
                <div class={styles["halves"]}>
                  <div class={styles["half"]}>
                    <LateAnswers view={view()} questions={questions} />
                    <VerdictCard view={view()} nameOf={people.nameOf} />
                    <Show when={graderView(view())}>{(grader) => <GivenAnswers view={grader()} questions={questions} />}</Show>
                  </div>
                  <div class={styles["half"]}>
                    <div class={styles["box"]}>
                      <Standing view={view()} nameOf={people.nameOf} />
                      <Watched view={view()} />
                      <Flags view={view()} nameOf={people.nameOf} />
                      <Talk view={view()} nameOf={people.nameOf} />
                      <Timeline attempt={id()} changed={view()} nameOf={people.nameOf} />
                    </div>
                  </div>
                </div>
              </>
            )}
          </Show>
        )}
      </Shown>
    </Page>
  )
}
