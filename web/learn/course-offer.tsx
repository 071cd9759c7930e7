/** A course in the catalogue. */
import { A } from "@solidjs/router"
import { Show, type JSX } from "solid-js"
import type { CourseSummary } from "../../protocol/rest/courses.ts"
import { Card } from "../parts/card.tsx"
import { Tag } from "../parts/tag.tsx"
import { lengthOf } from "../parts/when.ts"
import { words } from "../words/words.ts"
import { difficultyName } from "./difficulty.ts"
import styles from "./learn.module.css"

export const CourseOffer = (props: { readonly course: CourseSummary; readonly enrolled: boolean }): JSX.Element => (
  <Card class={styles["course"] ?? ""}>
    <h3>
      <A href={`/courses/${props.course.id}`}>{props.course.title}</A>
    </h3>
    <div class={styles["tags"]}>
      <Show when={props.enrolled}>
        <Tag kind="good">{words().learn.catalogue.mine}</Tag>
      </Show>
      <CourseFacts course={props.course} />
    </div>
    <Show when={props.course.description}>
      <p class={styles["excerpt"]}>{props.course.description}</p>
    </Show>
  </Card>
)

/** In which subject, how hard, how long, at what price; and how far it is where it is not published. */
export const CourseFacts = (props: { readonly course: CourseSummary }): JSX.Element => (
  <>
    <Show when={props.course.status !== "published"}>
      <Tag kind="warn">{words().learn.statuses[props.course.status]}</Tag>
    </Show>
    <Show when={props.course.category}>
      <Tag>{props.course.category}</Tag>
    </Show>
    <Show when={props.course.difficulty_level}>{(level) => <Tag>{difficultyName(level())}</Tag>}</Show>
    <Show when={props.course.estimated_duration}>{(minutes) => <Tag>{lengthOf(minutes() * 60_000)}</Tag>}</Show>
    <Show when={props.course.price !== "0.00"}>
      <Tag>{props.course.price}</Tag>
    </Show>
  </>
)
