/** What was announced in a course, the newest first. What was not read yet says so until one has marked it. */
import { For, Show, type JSX } from "solid-js"
import type { CourseSeen } from "../../client/index.ts"
import type { CourseId } from "../../protocol/ids.ts"
import type { LearnerView } from "../../protocol/learner.ts"
import { client } from "../frame/stoa.ts"
import { createActing } from "../parts/acting.ts"
import { Button } from "../parts/button.tsx"
import { Card } from "../parts/card.tsx"
import { Refused } from "../parts/refused.tsx"
import { Tag } from "../parts/tag.tsx"
import { dayAndTime } from "../parts/when.ts"
import { words } from "../words/words.ts"
import styles from "./course.module.css"

export const Announcements = (props: {
  readonly course: CourseId
  readonly seen: CourseSeen
  readonly inbox: LearnerView["inbox"]
}): JSX.Element => {
  const said = () => words().learn.announcements
  const all = () => ("announcements" in props.seen.view ? props.seen.view.announcements : undefined)
  const numbers = (): ReadonlyArray<number> =>
    Object.keys(all() ?? {})
      .map(Number)
      .sort((a, b) => b - a)
  return (
    <Show when={all()}>
      {(all) => (
        <Card>
          <h2 id="announcements" tabindex="-1">
            {said().title}
          </h2>
          <Show when={numbers().length > 0} fallback={<p class="note">{said().none}</p>}>
            <ul role="list" class={styles["announcements"]}>
              <For each={numbers()}>
                {(number) => (
                  <Show when={all()[String(number)]}>
                    {(one) => (
                      <li class={styles["announcement"]}>
                        <Announcement
                          course={props.course}
                          number={number}
                          at={one().at}
                          text={one().text}
                          unread={isUnread(props.inbox[`${props.course}-${number}`])}
                        />
                      </li>
                    )}
                  </Show>
                )}
              </For>
            </ul>
          </Show>
        </Card>
      )}
    </Show>
  )
}

const isUnread = (notice: LearnerView["inbox"][string] | undefined): boolean =>
  notice !== undefined && notice.readAt === undefined

const Announcement = (props: {
  readonly course: CourseId
  readonly number: number
  readonly at: number
  readonly text: string | undefined
  readonly unread: boolean
}): JSX.Element => {
  const said = () => words().learn.announcements
  const reading = createActing(() => client.learner().readNotice(props.course, props.number))
  return (
    <>
      <p class={styles["line"]}>
        <span class="note">{dayAndTime(props.at)}</span>
        <Show when={props.unread}>
          <Tag kind="info">{said().unread}</Tag>
        </Show>
      </p>
      <p class={styles["text"]}>{props.text ?? said().erased}</p>
      <Show when={props.unread}>
        <div>
          <Button small busy={reading.busy()} onClick={() => void reading.run()}>
            {said().read}
          </Button>
        </div>
      </Show>
      <Refused error={reading.error()} />
    </>
  )
}
