/**
 * How much time there is, by the server's clock. Calm: it changes its look in the last minutes and says 10, 5 and 1 once, politely;
 * nothing blinks and nothing turns red.
 */
import { createEffect, createSignal, Match, on, Show, Switch, type JSX } from "solid-js"
import { timeKeptIn, timeLeftAt } from "../../client/index.ts"
import { serverNow } from "../parts/clock.ts"
import { countdown, timeOrDay } from "../parts/when.ts"
import { words } from "../words/words.ts"
import { useHere } from "./here.ts"
import styles from "./time-left.module.css"

const minute = 60_000
const told = [10, 5, 1] as const
const last = 5 * minute

export const createTimeLeft = (): (() => number | undefined) => {
  const { view } = useHere()
  return () => {
    const now = serverNow()
    return now === undefined ? undefined : timeLeftAt(view(), now)
  }
}

export const TimeLeft = (): JSX.Element => {
  const { view } = useHere()
  const left = createTimeLeft()
  const [said, setSaid] = createSignal("")
  createEffect(
    on(left, (now, before) => {
      if (now === undefined || before === undefined) return
      const passed = told.find((minutes) => before > minutes * minute && now <= minutes * minute)
      if (passed !== undefined) setSaid(words().exam.room.minutesLeft(passed))
    })
  )
  const kept = () => timeKeptIn(view())
  return (
    <div class={styles["time"]} classList={{ [styles["last"] ?? ""]: (left() ?? Infinity) <= last }}>
      <Switch>
        <Match when={kept() !== undefined}>
          <span class={styles["label"]}>{words().exam.room.kept}</span>
          <span class={styles["figure"]}>{countdown(kept() ?? 0)}</span>
        </Match>
        <Match when={view().deadline === undefined}>
          <span class={styles["label"]}>{words().exam.room.unlimited}</span>
        </Match>
        <Match when={left() === undefined}>
          <span class={styles["label"]}>{words().exam.room.endsAt(timeOrDay(view().deadline ?? 0))}</span>
        </Match>
        <Match when={true}>
          <span class={styles["label"]}>{words().exam.room.left}</span>
          <span class={styles["figure"]} role="timer">
            {countdown(left() ?? 0)}
          </span>
        </Match>
      </Switch>
      <p class="unseen" role="status">
        <Show when={said()}>{said()}</Show>
      </p>
    </div>
  )
}
