/** How far one is in a course, live, with the way on and the certificate it led to. */
import { Show, type JSX } from "solid-js"
import type { CourseId } from "../../protocol/ids.ts"
import type { EnrolmentView } from "../../protocol/learner.ts"
import { Card } from "../parts/card.tsx"
import { serverNow } from "../parts/clock.ts"
import { LinkButton } from "../parts/link-button.tsx"
import { Progress } from "../parts/progress.tsx"
import { day, lengthOf } from "../parts/when.ts"
import { words } from "../words/words.ts"
import styles from "./course.module.css"
import { moduleIn, pathOf, whereToGoOn } from "./steps.ts"

export const OwnProgress = (props: { readonly id: CourseId; readonly enrolment: EnrolmentView }): JSX.Element => {
  const said = () => words().learn
  const next = () => whereToGoOn(props.enrolment, serverNow())
  return (
    <Card>
      <h2>{said().course.progress}</h2>
      <Progress percent={Number(props.enrolment.percent)} label={said().courses.progress(props.enrolment.title)} />
      <p>
        <strong class={styles["percent"]}>{said().course.percent(Math.floor(Number(props.enrolment.percent)))}</strong>{" "}
        {said().courses.done(props.enrolment.completed, props.enrolment.total)}
        <Show when={props.enrolment.timeMs >= 60_000}> · {said().courses.studied(lengthOf(props.enrolment.timeMs))}</Show>
      </p>
      <Show when={next()}>
        {(id) => (
          <LinkButton kind="primary" href={pathOf(props.id, id(), moduleIn(props.enrolment, id())?.assessmentId)}>
            {props.enrolment.lastModule === undefined ? said().courses.begin : said().courses.goOn}
          </LinkButton>
        )}
      </Show>
      <Show when={props.enrolment.certificate}>
        {(certificate) => (
          <div>
            <h3>{said().course.certificate}</h3>
            <p class={styles["certificate"]}>{certificate().number}</p>
            <p class="note">
              <Show when={certificate().withdrawnAt} fallback={said().course.certificateOf(day(certificate().issuedAt))}>
                {(at) => said().course.certificateWithdrawn(day(at()))}
              </Show>
            </p>
          </div>
        )}
      </Show>
    </Card>
  )
}
