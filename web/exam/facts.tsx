/** What an attempt comes to: how many questions, how much time, until when. Who would not get the whole time is told before (T10). */
import { Show, type JSX } from "solid-js"
import { serverNow } from "../parts/clock.ts"
import { Notice } from "../parts/notice.tsx"
import { dayAndTime, lengthOf } from "../parts/when.ts"
import { words } from "../words/words.ts"
import styles from "./facts.module.css"
import { useHere } from "./here.ts"

export const Facts = (): JSX.Element => {
  const { view } = useHere()
  const said = () => words().exam.facts
  const room = () => view().room
  /** What is left until the close, where that is less than the time given. */
  const short = () => {
    const [closes, limit, now] = [room()?.closesAt, view().limit, serverNow()]
    if (room()?.closeCuts !== true || closes === undefined || limit === undefined || now === undefined) return undefined
    const given = Math.max(0, closes - Math.max(now, view().beginsAt ?? room()?.opensAt ?? now))
    return given < limit ? { given, limit } : undefined
  }
  return (
    <div class={styles["facts"]}>
      <ul class={styles["list"]}>
        <li>{said().questions(view().total)}</li>
        <li>
          <Show when={view().limit} fallback={said().unlimited}>
            {(limit) => said().time(lengthOf(limit()))}
          </Show>
        </li>
        <li>{said().attempt(view().number)}</li>
      </ul>
      <Show when={room()?.closesAt}>{(at) => <p class="soft">{said().closes(dayAndTime(at()))}</p>}</Show>
      <Show when={short()}>
        {(less) => (
          <Notice kind="warn">
            <p>{said().short(lengthOf(less().given), lengthOf(less().limit))}</p>
          </Notice>
        )}
      </Show>
    </div>
  )
}
