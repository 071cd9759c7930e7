/**
 * Says that the connection is gone, and only when it is of use to know: a break of a moment heals before anybody could read
 * about it, and an alarm that was none is believed the next time, too, or no more.
 */
import { createEffect, createSignal, Match, onCleanup, Show, Switch, type JSX } from "solid-js"
import { sentenceOf } from "../words/refusal.ts"
import { words } from "../words/words.ts"
import { Button } from "../parts/button.tsx"
import styles from "./connection-strip.module.css"
import { connection, reconnect, unsettled } from "./stoa.ts"

/** In ms; a reconnection after a restart of a router or a change of the network takes about that long. */
const bearable = 3_000

/** Offline for long enough to speak of it. */
export const createOffline = (): (() => boolean) => {
  const [isOffline, setOffline] = createSignal(false)
  const isUp = () => connection()._tag === "Online"
  createEffect(() => {
    if (isUp()) return setOffline(false)
    const timer = setTimeout(() => setOffline(true), bearable)
    onCleanup(() => clearTimeout(timer))
  })
  return isOffline
}

export const ConnectionStrip = (): JSX.Element => {
  const isOffline = createOffline()
  const closed = () => {
    const state = connection()
    return state._tag === "Closed" ? state.error : undefined
  }
  return (
    <div role="status">
      <Switch>
        <Match when={closed()}>
          {(error) => (
            <div class={`${styles["strip"]} ${styles["closed"]}`}>
              <p>{sentenceOf(error())}</p>
              <Button small onClick={reconnect}>
                {words().frame.connection.reconnect}
              </Button>
            </div>
          )}
        </Match>
        <Match when={isOffline()}>
          <div class={`${styles["strip"]} ${styles["waiting"]}`}>
            <p>
              {words().frame.connection.waiting}
              <Show when={unsettled().length > 0}> {words().frame.connection.kept(unsettled().length)}</Show>
            </p>
          </div>
        </Match>
      </Switch>
    </div>
  )
}
