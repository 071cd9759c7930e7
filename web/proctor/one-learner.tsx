/** One learner beside the wall: how it stands, what was said, what was noticed, and everything that happened, in order. */
import { A, useParams } from "@solidjs/router"
import { createEffect, on, Show, type JSX } from "solid-js"
import { AttemptId } from "../../protocol/ids.ts"
import { follow } from "../frame/follow.ts"
import { client } from "../frame/stoa.ts"
import { idIn } from "../parts/id-in.ts"
import { Shown } from "../parts/shown.tsx"
import { Tag } from "../parts/tag.tsx"
import { words } from "../words/words.ts"
import { Flags } from "./flags.tsx"
import { useRoom } from "./in-room.ts"
import { LearnerActions } from "./learner-actions.tsx"
import { staffView } from "./staff-view.ts"
import { Standing } from "./standing.tsx"
import { Talk } from "./talk.tsx"
import { Timeline } from "./timeline.tsx"
import { Watched } from "./watched.tsx"
import styles from "./one-learner.module.css"

export default (): JSX.Element => {
  const params = useParams()
  const { sitting, people, lines } = useRoom()
  const id = () => idIn(AttemptId, params["attemptId"])
  const attempt = follow(() => client.proctoredAttempt(id()).view)
  const line = () => lines.line(String(id()))
  const said = () => words().proctor.learner
  let heading: HTMLHeadingElement | undefined
  // Who opens the next one hears whom they look at.
  createEffect(on(id, () => heading?.focus({ preventScroll: true })))
  return (
    <aside class={styles["learner"]} aria-labelledby="one-learner">
      <div class={styles["head"]}>
        <h2 id="one-learner" tabindex="-1" ref={(made) => (heading = made)}>
          {line()?.name ?? said().title(id())}
        </h2>
        <A href={`/rooms/${sitting()}`} class={styles["close"]}>
          {said().close}
        </A>
      </div>
      <Shown of={attempt()}>
        {(seen) => (
          <Show when={staffView(seen())}>
            {(view) => (
              <>
                <p class={styles["signs"]}>
                  <Tag kind={view().standstill === undefined ? "info" : "warn"}>{words().proctor.states[view().state]}</Tag>
                  <Show when={view().handRaised}>
                    <Tag kind="info">{words().proctor.signs.hand}</Tag>
                  </Show>
                  <Show when={line()}>{(seen) => <Tag>{words().proctor.connections[seen().connection]}</Tag>}</Show>
                </p>
                <LearnerActions view={view()} />
                <Standing view={view()} nameOf={people.nameOf} question={line()?.question} />
                <Talk view={view()} nameOf={people.nameOf} />
                <Watched view={view()} />
                <Flags view={view()} nameOf={people.nameOf} />
                <Timeline attempt={id()} changed={view()} nameOf={people.nameOf} />
              </>
            )}
          </Show>
        )}
      </Shown>
    </aside>
  )
}
