/** One's own courses as they move, and the exam that is reserved or under way above them. */
import { For, Show, type JSX } from "solid-js"
import type { LearnerSeen, Watched } from "../../client/index.ts"
import { CourseId } from "../../protocol/ids.ts"
import type { LearnerView } from "../../protocol/learner.ts"
import { idIn } from "../parts/id-in.ts"
import { Empty } from "../parts/states.tsx"
import { Shown } from "../parts/shown.tsx"
import { Tag } from "../parts/tag.tsx"
import { words } from "../words/words.ts"
import { ActiveExam } from "./active-exam.tsx"
import { CourseProgress } from "./course-progress.tsx"
import styles from "./learn.module.css"

/** The one last studied first, then the one last entered. */
const ownCourses = ({ courses }: LearnerView): ReadonlyArray<CourseId> =>
  Object.entries(courses)
    .sort(([, a], [, b]) => (b.lastActiveAt ?? b.enrolledAt) - (a.lastActiveAt ?? a.enrolledAt))
    .map(([key]) => idIn(CourseId, key))

export const Mine = (props: { readonly of: Watched<LearnerSeen> }): JSX.Element => (
  <section class={styles["section"]} aria-labelledby="own-courses">
    <Shown of={props.of}>
      {(seen) => (
        <>
          <ActiveExam learner={seen().view} />
          <div class={styles["heading"]}>
            <h2 id="own-courses">{words().learn.courses.mine}</h2>
            <Show when={seen().view.streak.current > 1}>
              <Tag kind="good">{words().learn.courses.streak(seen().view.streak.current)}</Tag>
            </Show>
          </div>
          <ul role="list" class={styles["cards"]}>
            <For each={ownCourses(seen().view)}>
              {(id) => (
                <Show when={seen().view.courses[String(id)]}>
                  {(enrolment) => (
                    <li>
                      <CourseProgress id={id} enrolment={enrolment()} />
                    </li>
                  )}
                </Show>
              )}
            </For>
          </ul>
          <Show when={ownCourses(seen().view).length === 0}>
            <Empty title={words().learn.courses.none}>
              <p>{words().learn.courses.noneHint}</p>
            </Empty>
          </Show>
        </>
      )}
    </Shown>
  </section>
)
