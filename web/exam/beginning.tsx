/**
 * The waiting room and the way out of it. The view says when this learner may begin, and the button is there the moment it does:
 * nobody reloads, nobody presses in vain, and the countdown is the server's.
 */
import { createEffect, Match, on, Show, Switch, type JSX } from "solid-js"
import type { Beginning as Asked } from "../../client/index.ts"
import { createActing } from "../parts/acting.ts"
import { Button } from "../parts/button.tsx"
import { Card } from "../parts/card.tsx"
import { serverNow } from "../parts/clock.ts"
import { Refused } from "../parts/refused.tsx"
import { countdown, dayAndTime, soonMs } from "../parts/when.ts"
import { connection } from "../frame/stoa.ts"
import { words } from "../words/words.ts"
import styles from "./beginning.module.css"
import { useHere } from "./here.ts"

export const Beginning = (props: { readonly missing: string | undefined; readonly beginning: Asked }): JSX.Element => {
  const { attempt, view } = useHere()
  const beginning = createActing(() => attempt.begin(props.beginning))
  let button: HTMLButtonElement | undefined
  // Who waited with nothing else in hand finds the focus on the button; it is taken from nobody who reads or types.
  createEffect(
    on(
      () => view().canBegin,
      (can) => {
        if (can && (document.activeElement === document.body || document.activeElement === null)) button?.focus()
      },
      { defer: true }
    )
  )
  return (
    <Card>
      <div role="status">
        <Show when={view().canBegin} fallback={<Waiting />}>
          <h2>{words().exam.begin.ready}</h2>
        </Show>
      </div>
      <Show when={view().canBegin}>
        <p>{view().limit === undefined ? words().exam.begin.startsUntimed : words().exam.begin.starts}</p>
        <Refused error={beginning.error()} />
        <Show when={props.missing}>
          <p class={styles["missing"]}>{props.missing}</p>
        </Show>
        <div>
          <Button
            ref={(made) => (button = made)}
            kind="primary"
            busy={beginning.busy()}
            aria-disabled={props.missing === undefined ? undefined : "true"}
            onClick={() => {
              if (props.missing === undefined) void beginning.run()
            }}
          >
            {words().exam.begin.now}
          </Button>
        </div>
      </Show>
    </Card>
  )
}

const Waiting = (): JSX.Element => {
  const { view } = useHere()
  const said = () => words().exam.waiting
  const until = (at: number | undefined): number | undefined => {
    const now = serverNow()
    return at === undefined || now === undefined || at <= now ? undefined : at - now
  }
  const begins = () => until(view().beginsAt)
  const opens = () => until(view().room?.opensAt)
  return (
    <div class={styles["waiting"]}>
      <h2>{said().title}</h2>
      <Switch>
        <Match when={begins() !== undefined}>
          <Count label={said().beginsIn} ms={begins() ?? 0} />
          <p>{said().atOnce}</p>
        </Match>
        <Match when={opens() !== undefined}>
          <Show
            when={(opens() ?? 0) < soonMs}
            fallback={
              <p>
                {said().byProctor} ({dayAndTime(view().room?.opensAt ?? 0)})
              </p>
            }
          >
            <Count label={said().opensIn} ms={opens() ?? 0} />
            <p>{said().atOnce}</p>
          </Show>
        </Match>
        <Match when={view().room?.phase === "open"}>
          <p>{said().paused}</p>
        </Match>
        <Match when={true}>
          <p>{said().byProctor}</p>
        </Match>
      </Switch>
      <p>{said().stay}</p>
      <p class="note">
        <span class={styles["dot"]} classList={{ [styles["up"] ?? ""]: connection()._tag === "Online" }} aria-hidden="true" />{" "}
        {connection()._tag === "Online" ? said().connected : said().unconnected}
      </p>
    </div>
  )
}

/** Not read out each second: who listens hears when it is over. */
const Count = (props: { readonly label: string; readonly ms: number }): JSX.Element => (
  <p class={styles["count"]} role="timer">
    <span>{props.label}</span> <strong class={styles["figure"]}>{countdown(props.ms)}</strong>
  </p>
)
