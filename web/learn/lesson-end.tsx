/** Below a lesson: that it was read, that it is complete, and the way to the modules before and after it. */
import { Match, Show, Switch, type JSX } from "solid-js"
import type { CourseId, ModuleId } from "../../protocol/ids.ts"
import type { EnrolmentView } from "../../protocol/learner.ts"
import { client } from "../frame/stoa.ts"
import { createActing } from "../parts/acting.ts"
import { Button } from "../parts/button.tsx"
import { LinkButton } from "../parts/link-button.tsx"
import { Notice } from "../parts/notice.tsx"
import { Refused } from "../parts/refused.tsx"
import { words } from "../words/words.ts"
import styles from "./lesson.module.css"
import { moduleIds, moduleIn, pathOf } from "./steps.ts"

export const LessonEnd = (props: {
  readonly course: CourseId
  readonly module: ModuleId
  readonly enrolment: EnrolmentView
}): JSX.Element => {
  const said = () => words().learn.lesson
  const own = () => moduleIn(props.enrolment, props.module)
  const completing = createActing(() => client.learner().completeModule(props.course, props.module))
  const isComplete = () => own()?.completedAt !== undefined
  /** A video is completed by being watched, a quiz by being passed. */
  const isRead = () => {
    const now = own()
    if (now === undefined || now.assessmentId !== undefined) return false
    return !(now.contentType === "video" && now.durationMs !== undefined)
  }
  const beside = (step: -1 | 1): ModuleId | undefined => {
    const ids = moduleIds(props.enrolment)
    return ids[ids.indexOf(props.module) + step]
  }
  const pathTo = (id: ModuleId) => pathOf(props.course, id, moduleIn(props.enrolment, id)?.assessmentId)
  return (
    <div class={styles["end"]}>
      <div role="status">
        <Show when={isComplete()}>
          <Notice kind="good">
            <p>{props.enrolment.completedAt === undefined ? said().complete : said().courseComplete}</p>
          </Notice>
        </Show>
      </div>
      <Refused error={completing.error()} />
      <Show when={isRead() && !isComplete()}>
        <div>
          <Button kind="primary" busy={completing.busy()} onClick={() => void completing.run()}>
            {said().read}
          </Button>
        </div>
      </Show>
      <nav class={styles["beside"]} aria-label={said().around}>
        <Show when={beside(-1)}>
          {(id) => (
            <LinkButton href={pathTo(id())}>
              {said().earlier}: {moduleIn(props.enrolment, id())?.title}
            </LinkButton>
          )}
        </Show>
        <Switch>
          <Match when={beside(1)}>
            {(id) => (
              <LinkButton href={pathTo(id())} kind={isComplete() ? "primary" : "secondary"} class={styles["later"] ?? ""}>
                {said().later}: {moduleIn(props.enrolment, id())?.title}
              </LinkButton>
            )}
          </Match>
          <Match when={isComplete()}>
            <LinkButton href={`/courses/${props.course}`} class={styles["later"] ?? ""}>
              {said().backToCourse}
            </LinkButton>
          </Match>
        </Switch>
      </nav>
    </div>
  )
}
