/** A course: what it is about, what it consists of, the way in, and how far one is. */
import { useParams } from "@solidjs/router"
import { createEffect, createResource, on, Show, type JSX } from "solid-js"
import { CourseId } from "../../protocol/ids.ts"
import { follow } from "../frame/follow.ts"
import { client } from "../frame/stoa.ts"
import { idIn } from "../parts/id-in.ts"
import { LinkButton } from "../parts/link-button.tsx"
import { known, Loaded } from "../parts/loaded.tsx"
import { Page } from "../parts/page.tsx"
import { words } from "../words/words.ts"
import { Announcements } from "./announcements.tsx"
import styles from "./course.module.css"
import { CourseFacts } from "./course-offer.tsx"
import { Enrolment } from "./enrolment.tsx"
import { Outline } from "./outline.tsx"
import { OwnProgress } from "./own-progress.tsx"

export default (): JSX.Element => {
  const params = useParams()
  return (
    <Show when={idIn(CourseId, params["id"])} keyed>
      {(id) => <Course id={id} />}
    </Show>
  )
}

const Course = (props: { readonly id: CourseId }): JSX.Element => {
  const [detail, { refetch }] = createResource(() => client.rest.course(props.id))
  const course = follow(() => client.course(props.id).view)
  const learner = follow(() => client.learner().view)
  const seen = () => {
    const now = course()
    return now._tag === "Shown" ? now : undefined
  }
  const own = () => {
    const now = learner()
    return now._tag === "Shown" ? now.view : undefined
  }
  const enrolment = () => own()?.courses[String(props.id)]
  const isStaff = () => seen()?.audience === "staff"
  // Whoever comes in, or is moved, may have another version of the course before them.
  createEffect(
    on(
      () => enrolment()?.versionId,
      () => void refetch(),
      { defer: true }
    )
  )

  return (
    <Page
      title={known(detail)?.title ?? enrolment()?.title ?? words().learn.course.title}
      aside={
        <Show when={isStaff()}>
          <LinkButton href={`/courses/${props.id}/board`}>{words().learn.course.board}</LinkButton>
        </Show>
      }
    >
      <Loaded of={detail} lines={8} onRetry={() => void refetch()}>
        {(detail) => (
          <div class={styles["layout"]}>
            <div class={styles["about"]}>
              <div class={styles["tags"]}>
                <CourseFacts course={detail()} />
              </div>
              <Show when={detail().description}>
                <p class={styles["text"]}>{detail().description}</p>
              </Show>
            </div>
            <div class={styles["side"]}>
              <Show when={enrolment()}>{(enrolment) => <OwnProgress id={props.id} enrolment={enrolment()} />}</Show>
              <Show when={!isStaff() && own() !== undefined && seen()} keyed={false}>
                {(seen) => <Enrolment id={props.id} seen={seen()} enrolment={enrolment()} />}
              </Show>
              <Show when={seen()}>{(seen) => <Announcements course={props.id} seen={seen()} inbox={own()?.inbox ?? {}} />}</Show>
            </div>
            <div class={styles["outline"]}>
              <Outline course={props.id} modules={detail().modules} enrolment={enrolment()} open={isStaff()} />
            </div>
          </div>
        )}
      </Loaded>
    </Page>
  )
}
