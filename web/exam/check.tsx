/** The look around before the exam. Says in words what may disturb and what to do about it; stops nobody. */
import { createSignal, For, Show, type JSX } from "solid-js"
import type { PageWindow } from "../../client/index.ts"
import type { CheckView } from "../../protocol/proctoring.ts"
import { createActing } from "../parts/acting.ts"
import { Button } from "../parts/button.tsx"
import { Card } from "../parts/card.tsx"
import { Notice } from "../parts/notice.tsx"
import { Refused } from "../parts/refused.tsx"
import { Tag } from "../parts/tag.tsx"
import { lengthOf } from "../parts/when.ts"
import { words } from "../words/words.ts"
import styles from "./check.module.css"
import { useHere } from "./here.ts"

type Concern = CheckView["concerns"][number]

/** Below, nobody would notice; the server minds far more. */
const exactEnough = 30_000

const surroundings = () => {
  const { screen }: Pick<PageWindow, "screen"> = window
  return {
    browser: navigator.userAgent,
    clock: Date.now,
    fullScreen: document.fullscreenElement !== null,
    displays: screen.isExtended === true ? 2 : 1,
    online: navigator.onLine
  }
}

export const Check = (): JSX.Element => {
  const { attempt, view } = useHere()
  const [ran, setRan] = createSignal(false)
  const checking = createActing(async () => {
    await attempt.reportCheck(await attempt.check(surroundings()))
    setRan(true)
  })
  const said = () => words().exam.check
  return (
    <Card>
      <h2>{said().title}</h2>
      <p>{said().explain}</p>
      <Show when={view().needs.check}>
        <p>{said().needed}</p>
      </Show>
      <div role="status" class={styles["found"]}>
        <Show when={view().check}>{(found) => <Found found={found()} />}</Show>
      </div>
      <Refused error={checking.error()} />
      <div class={styles["actions"]}>
        <Button
          kind={view().check === undefined ? "primary" : "secondary"}
          busy={checking.busy()}
          onClick={() => void checking.run()}
        >
          {checking.busy() ? said().running : ran() || view().check !== undefined ? said().again : said().run}
        </Button>
        <Show when={document.fullscreenEnabled && view().check?.fullScreen !== true}>
          <Button onClick={() => void goFull()}>{said().goFull}</Button>
        </Show>
      </div>
    </Card>
  )
}

/** A browser that will not is no reason to stop anybody. */
const goFull = (): Promise<void> => document.documentElement.requestFullscreen().catch(() => {})

const Found = (props: { readonly found: CheckView }): JSX.Element => {
  const said = () => words().exam.check
  const is = (...concerns: ReadonlyArray<Concern>): boolean => concerns.some((one) => props.found.concerns.includes(one))
  const offset = () => Math.abs(props.found.clockOffsetMs)
  const rows = () => [
    { name: said().connection, poor: is("slow_connection", "offline"), value: said().roundTrip(props.found.roundTripMs) },
    {
      name: said().clock,
      poor: is("clock_off"),
      value: offset() < exactEnough ? said().exact : said().offset(lengthOf(offset()))
    },
    {
      name: said().screen,
      poor: is("no_full_screen", "several_displays"),
      value: `${props.found.fullScreen ? said().fullScreen : said().window}, ${said().displays(props.found.displays)}`
    }
  ]
  return (
    <>
      <dl class={styles["rows"]}>
        <For each={rows()}>
          {(row) => (
            <div class={styles["row"]}>
              <dt>{row.name}</dt>
              <dd>
                <Tag kind={row.poor ? "warn" : "good"}>{row.poor ? said().look : said().fine}</Tag> {row.value}
              </dd>
            </div>
          )}
        </For>
      </dl>
      <Show
        when={props.found.concerns.length > 0}
        fallback={
          <Notice kind="good">
            <p>{said().good}</p>
          </Notice>
        }
      >
        <Notice kind="warn" title={said().poor}>
          <ul>
            <For each={props.found.concerns}>{(concern) => <li>{said().concerns[concern]}</li>}</For>
          </ul>
        </Notice>
      </Show>
    </>
  )
}
