/** The modules of a course, each with what it is to this reader: done, to be gone on with, closed and why. */
import { A } from "@solidjs/router"
import { For, Match, Show, Switch, type JSX } from "solid-js"
import type { CourseId } from "../../protocol/ids.ts"
import type { EnrolmentView, ModuleView } from "../../protocol/learner.ts"
import type { ModuleSummary } from "../../protocol/rest/courses.ts"
import { serverNow } from "../parts/clock.ts"
import { Tag } from "../parts/tag.tsx"
import { lengthOf } from "../parts/when.ts"
import { words } from "../words/words.ts"
import styles from "./outline.module.css"
import { lockOf, moduleIn, pathOf, type Lock } from "./steps.ts"
import { reasonOf } from "./lock-words.ts"

export const Outline = (props: {
  readonly course: CourseId
  readonly modules: ReadonlyArray<ModuleSummary>
  readonly enrolment: EnrolmentView | undefined
  /** To staff every module is open. */
  readonly open: boolean
}): JSX.Element => (
  <section aria-labelledby="outline" class={styles["outline"]}>
    <h2 id="outline">{words().learn.course.outline}</h2>
    <ol role="list" class={styles["modules"]}>
      <For each={props.modules}>
        {(module, index) => (
          <Row
            course={props.course}
            module={module}
            number={index() + 1}
            own={props.enrolment === undefined ? undefined : moduleIn(props.enrolment, module.id)}
            enrolment={props.enrolment}
            open={props.open}
          />
        )}
      </For>
    </ol>
  </section>
)

const Row = (props: {
  readonly course: CourseId
  readonly module: ModuleSummary
  readonly number: number
  readonly own: ModuleView | undefined
  readonly enrolment: EnrolmentView | undefined
  readonly open: boolean
}): JSX.Element => {
  const said = () => words().learn.course
  const lock = (): Lock | undefined =>
    props.enrolment === undefined || props.own === undefined ? undefined : lockOf(props.enrolment, props.own, serverNow())
  const isComplete = () => props.own?.completedAt !== undefined
  const isCurrent = () => !isComplete() && props.enrolment?.lastModule === props.module.id
  const isReachable = () => props.open || (props.own !== undefined && lock() === undefined)
  return (
    <li
      class={styles["module"]}
      classList={{ [styles["done"] ?? ""]: isComplete() }}
      aria-current={isCurrent() ? "step" : undefined}
    >
      <span class={styles["number"]} aria-hidden="true">
        {isComplete() ? "✓" : props.number}
      </span>
      <div class={styles["what"]}>
        <p class={styles["title"]}>
          <Show when={isReachable()} fallback={<span>{props.module.title}</span>}>
            <A href={pathOf(props.course, props.module.id, props.module.assessment_id)}>{props.module.title}</A>
          </Show>
        </p>
        <Show when={props.module.description}>
          <p class="note">{props.module.description}</p>
        </Show>
        <p class="note">
          {words().learn.kinds[props.module.content_type]}
          <Show when={props.module.duration}>{(minutes) => <> · {lengthOf(minutes() * 60_000)}</>}</Show>
          <Show when={!props.module.is_mandatory}> · {said().optional}</Show>
        </p>
        <Show when={props.open ? undefined : lock()}>{(lock) => <p class={styles["lock"]}>{reasonOf(lock())}</p>}</Show>
      </div>
      <Show when={props.own}>
        {(own) => (
          <Switch>
            <Match when={isComplete()}>
              <Tag kind="good">{said().state.complete}</Tag>
            </Match>
            <Match when={lock()}>
              <Tag>{said().state.locked}</Tag>
            </Match>
            <Match when={isCurrent()}>
              <Tag kind="info">{said().state.current}</Tag>
            </Match>
            <Match when={own().openedAt !== undefined}>
              <Tag>{said().state.begun}</Tag>
            </Match>
          </Switch>
        )}
      </Show>
    </li>
  )
}
