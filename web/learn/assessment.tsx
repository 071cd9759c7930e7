/** Before a quiz or an exam: its rules, where and when it can be sat, what came of earlier attempts, and the way into the next. */
import { A, useParams } from "@solidjs/router"
import { createResource, Show, type JSX } from "solid-js"
import { AssessmentId } from "../../protocol/ids.ts"
import { follow } from "../frame/follow.ts"
import { client } from "../frame/stoa.ts"
import { idIn } from "../parts/id-in.ts"
import { known, Loaded } from "../parts/loaded.tsx"
import { Page } from "../parts/page.tsx"
import { words } from "../words/words.ts"
import styles from "./assessment.module.css"
import { Attempts } from "./attempts.tsx"
import { LessonEnd } from "./lesson-end.tsx"
import { Rules } from "./rules.tsx"
import { Starting } from "./starting.tsx"

export default (): JSX.Element => {
  const params = useParams()
  return (
    <Show when={idIn(AssessmentId, params["id"])} keyed>
      {(id) => <Assessment id={id} />}
    </Show>
  )
}

const Assessment = (props: { readonly id: AssessmentId }): JSX.Element => {
  const said = () => words().learn.assessment
  const [detail, { refetch }] = createResource(() => client.rest.assessment(props.id))
  const learner = follow(() => client.learner().view)
  const own = () => {
    const now = learner()
    return now._tag === "Shown" ? now.view : undefined
  }
  /** Live where there is something; at first what was read. */
  const mine = () => own()?.assessments[String(props.id)] ?? known(detail)?.mine ?? undefined
  const enrolment = () => own()?.courses[String(known(detail)?.course_id)]
  return (
    <Page title={known(detail)?.settings.title ?? mine()?.title ?? said().title}>
      <Loaded of={detail} lines={8} onRetry={() => void refetch()}>
        {(detail) => (
          <>
            <p class="line">
              <A href={`/courses/${detail().course_id}`}>{enrolment()?.title ?? words().learn.lesson.toCourse}</A>
              <span class="note">{said().kinds[detail().settings.type]}</span>
            </p>
            <div class={styles["layout"]}>
              <Rules settings={detail().settings} mine={mine()} />
              <Show when={own()}>
                {(own) => <Starting id={props.id} detail={detail()} learner={own()} mine={mine()} enrolment={enrolment()} />}
              </Show>
            </div>
            <Show when={mine()}>{(mine) => <Attempts mine={mine()} />}</Show>
            <Show when={enrolment() === undefined ? undefined : detail().module_id}>
              {(module) => (
                <Show when={enrolment()}>
                  {(enrolment) => <LessonEnd course={detail().course_id} module={module()} enrolment={enrolment()} />}
                </Show>
              )}
            </Show>
          </>
        )}
      </Loaded>
    </Page>
  )
}
