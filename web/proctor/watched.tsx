/**
 * What the learner's device reported. It says what a device noticed, not what a person did; and where nothing was reported
 * nothing is known.
 */
import { For, Show, type JSX } from "solid-js"
import { gapAt } from "../../client/index.ts"
import { signalKinds } from "../../protocol/proctoring.ts"
import { serverNow } from "../parts/clock.ts"
import { lengthOf, timeOfDay } from "../parts/when.ts"
import { words } from "../words/words.ts"
import type { StaffView } from "./staff-view.ts"
import styles from "./standing.module.css"

export const Watched = (props: { readonly view: StaffView }): JSX.Element => {
  const said = () => words().proctor.watched
  const counted = () =>
    signalKinds.flatMap((kind) => {
      const count = props.view.watch.counts[kind] ?? 0
      return count === 0 ? [] : [{ kind, count }]
    })
  const gap = (): number => {
    const { watch, unseenSince, standstill } = props.view
    const now = serverNow()
    const since = standstill === undefined ? undefined : standstill.reduce((least, each) => Math.min(least, each.since), Infinity)
    const first = standstill?.find((each) => each.since === since)?.since
    return now === undefined ? watch.gapMs : gapAt(now, { gapMs: watch.gapMs, unseenSince, stillSince: first })
  }
  return (
    <>
      <section class={styles["part"]}>
        <h3>{said().title}</h3>
        <p class="note">{said().evidence}</p>
        <Show when={counted().length > 0} fallback={<p>{said().nothing}</p>}>
          <ul class={styles["plain"]}>
            <For each={counted()}>
              {({ kind, count }) => (
                <li>
                  {words().proctor.signals[kind]}: {count}
                </li>
              )}
            </For>
          </ul>
          <details>
            <summary>{said().latest(props.view.watch.latest.length)}</summary>
            <ol class={styles["plain"]}>
              <For each={props.view.watch.latest.toReversed()}>
                {(signal) => (
                  <li>
                    <span class="figures">{timeOfDay(signal.at)}</span> {words().proctor.signals[signal.kind]}
                    <Show when={signal.ms}>{(ms) => <> · {said().lasted(Math.round(ms() / 1_000))}</>}</Show>
                    <Show when={signal.question}>{(question) => <> · {question()}</>}</Show>
                  </li>
                )}
              </For>
            </ol>
          </details>
        </Show>
        <Show when={gap() >= 60_000}>
          <p>{said().gap(lengthOf(gap()))}</p>
        </Show>
        <Show when={props.view.watch.observedTo}>{(at) => <p class="note">{said().observedTo(timeOfDay(at()))}</p>}</Show>
      </section>
      <section class={styles["part"]}>
        <h3>{said().devices}</h3>
        <Show when={props.view.devices.length > 0} fallback={<p>{said().noDevice}</p>}>
          <ol class={styles["plain"]}>
            <For each={props.view.devices}>
              {(device) => (
                <li>
                  {said().device(device.epoch, timeOfDay(device.since))}
                  <Show when={device.address}>{(address) => <> · {address()}</>}</Show>
                </li>
              )}
            </For>
          </ol>
        </Show>
        <Show when={props.view.check}>
          {(check) => (
            <p class="note">
              {said().check[check().result]}
              <Show when={check().concerns.length > 0}>
                {" "}
                {check()
                  .concerns.map((concern) => said().concerns[concern])
                  .join(", ")}
              </Show>
              {" · "}
              {check().browser}
            </p>
          )}
        </Show>
      </section>
    </>
  )
}
