/** A course of one's own: how far one is, where one stopped, and the way on. */
import { A } from "@solidjs/router"
import { Show, type JSX } from "solid-js"
import type { CourseId } from "../../protocol/ids.ts"
import type { EnrolmentView } from "../../protocol/learner.ts"
import { Card } from "../parts/card.tsx"
import { serverNow } from "../parts/clock.ts"
import { LinkButton } from "../parts/link-button.tsx"
import { Progress } from "../parts/progress.tsx"
import { Tag } from "../parts/tag.tsx"
import { lengthOf } from "../parts/when.ts"
import { words } from "../words/words.ts"
import styles from "./learn.module.css"
import { moduleIn, pathOf, whereToGoOn } from "./steps.ts"

export const CourseProgress = (props: { readonly id: CourseId; readonly enrolment: EnrolmentView }): JSX.Element => {
  const said = () => words().learn.courses
  const next = () => whereToGoOn(props.enrolment, serverNow())
  const last = () =>
    props.enrolment.lastModule === undefined ? undefined : moduleIn(props.enrolment, props.enrolment.lastModule)
  const isComplete = () => props.enrolment.completedAt !== undefined
  return (
    <Card class={styles["course"] ?? ""}>
      <div class={styles["heading"]}>
        <h3>
          <A href={`/courses/${props.id}`}>{props.enrolment.title}</A>
        </h3>
        <Show when={isComplete()}>
          <Tag kind="good">{said().complete}</Tag>
        </Show>
      </div>
      <div class={styles["meter"]}>
        <Progress percent={Number(props.enrolment.percent)} label={said().progress(props.enrolment.title)} />
        <p class="note">
          {words().learn.course.percent(Math.floor(Number(props.enrolment.percent)))} ·{" "}
          {said().done(props.enrolment.completed, props.enrolment.total)}
          <Show when={props.enrolment.timeMs >= 60_000}> · {said().studied(lengthOf(props.enrolment.timeMs))}</Show>
        </p>
      </div>
      <Show when={isComplete() ? undefined : last()}>
        {(module) => (
          <p>
            <span class="note">{said().stoppedAt}</span> {module().title}
          </p>
        )}
      </Show>
      <div>
        <Show
          when={isComplete() ? undefined : next()}
          fallback={<LinkButton href={`/courses/${props.id}`}>{said().look}</LinkButton>}
        >
          {(id) => (
            <LinkButton
              kind="primary"
              href={pathOf(props.id, id(), moduleIn(props.enrolment, id())?.assessmentId)}
              aria-label={`${last() === undefined ? said().begin : said().goOn}: ${props.enrolment.title}`}
            >
              {last() === undefined ? said().begin : said().goOn}
            </LinkButton>
          )}
        </Show>
      </div>
    </Card>
  )
}
