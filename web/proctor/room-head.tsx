/** A room's phase, clock and numbers. */
import { A } from "@solidjs/router"
import { For, Show, type JSX } from "solid-js"
import { serverNow } from "../parts/clock.ts"
import { Tag } from "../parts/tag.tsx"
import { countdown, dayAndTime, soonMs, timeOfDay } from "../parts/when.ts"
import { words } from "../words/words.ts"
import type { Counts } from "./counts.ts"
import { useRoom } from "./in-room.ts"
import styles from "./room-head.module.css"

const shown = ["needing", "waiting", "sitting", "over", "disconnected"] as const

export const RoomHead = (props: { readonly counts: Counts }): JSX.Element => {
  const { view } = useRoom()
  const said = () => words().proctor.room
  const left = (until: number | undefined): number | undefined => {
    const now = serverNow()
    return until === undefined || now === undefined || until <= now ? undefined : until - now
  }
  return (
    <div class={styles["head"]}>
      <A href="/rooms" class={styles["back"]}>
        {said().back}
      </A>
      <p class={styles["phase"]}>
        <Tag kind={view().phase === "open" ? "good" : view().phase === "scheduled" ? "info" : "plain"}>
          {words().proctor.phases[view().phase]}
        </Tag>
        <Show when={view().pausedSince}>{(since) => <Tag kind="warn">{said().pausedSince(timeOfDay(since()))}</Tag>}</Show>
        <Show when={serverNow()}>
          {(now) => (
            <span class="figures">
              <span class="unseen">{said().clock} </span>
              {timeOfDay(now())}
            </span>
          )}
        </Show>
        <Show when={view().phase === "scheduled"}>
          <Show when={left(view().opensAt)} fallback={<span>{said().opensLater}</span>}>
            {(ms) => (
              <span class="figures">
                {ms() < soonMs ? said().opensIn(countdown(ms())) : said().opensAt(dayAndTime(view().opensAt))}
              </span>
            )}
          </Show>
        </Show>
        <Show when={view().phase === "open" && left(view().closesAt)}>
          {(ms) => <span class="figures">{said().closesIn(countdown(ms()), view().closeCuts)}</span>}
        </Show>
      </p>
      <dl class={styles["counts"]}>
        <For each={shown}>
          {(name) => (
            <div class={styles["count"]} classList={{ [styles["alert"] ?? ""]: name === "needing" && props.counts.needing > 0 }}>
              <dt>{said().counts[name]}</dt>
              <dd class="figures">{props.counts[name]}</dd>
            </div>
          )}
        </For>
      </dl>
    </div>
  )
}
