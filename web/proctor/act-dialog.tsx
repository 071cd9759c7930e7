/**
 * An action before it is done: what it does, whom it reaches, and why. What changes time or access takes a reason, which the
 * learner may read. Ending somebody's exam is asked twice.
 */
import { createMemo, createSignal, For, Match, Show, Switch, untrack, type JSX } from "solid-js"
import { stageOf } from "../../client/index.ts"
import type { RoomAction } from "../../protocol/proctoring.ts"
import { minutes } from "../../protocol/time.ts"
import { createActing } from "../parts/acting.ts"
import { Dialog } from "../parts/dialog.tsx"
import { TextArea } from "../parts/field.tsx"
import { Notice } from "../parts/notice.tsx"
import { Refused } from "../parts/refused.tsx"
import { words } from "../words/words.ts"
import { ActFoot } from "./act-foot.tsx"
import { actOn, type ActOn, type ActTag } from "./acting-on.ts"
import { useRoom } from "./in-room.ts"
import { MinutesField } from "./minutes-field.tsx"
import styles from "./act-dialog.module.css"

/** Only who sits, paused or not, can take these. */
const whileSitting: ReadonlySet<ActTag> = new Set(["Pause", "Resume", "Lock", "Clear", "Terminate"])
const says: ReadonlySet<ActTag> = new Set(["Message", "Warn"])
const fewNames = 6

export const ActDialog = (props: {
  readonly act: ActTag
  readonly on: ActOn
  readonly onClose: () => void
  readonly onDone?: () => void
}): JSX.Element => {
  const { sitting, lines, people } = useRoom()
  const said = () => words().proctor.act
  const [text, setText] = createSignal("")
  const [minutesMore, setMinutesMore] = createSignal("5")
  const [withholds, setWithholds] = createSignal(false)
  const [isSure, setSure] = createSignal(false)

  /** Read once: whom it reaches must not change while one writes. */
  const reached = createMemo(() => {
    const { on } = props
    const all = untrack(lines.all)
    return on === "room" ? all : all.filter(({ row }) => on.includes(row.attemptId))
  })
  const names = () =>
    reached()
      .slice(0, fewNames)
      .map(({ row }) => people.nameOf(row.learnerId))
      .join(", ")
  const unable = () => (whileSitting.has(props.act) ? reached().filter(({ row }) => stageOf(row.state) !== "sitting").length : 0)

  const isTextNeeded = (): boolean => props.act !== "Resume" && (props.act !== "Clear" || withholds())
  const action = (): RoomAction => {
    const { act } = props
    const reason = text().trim()
    const because = reason === "" ? {} : { reason }
    switch (act) {
      case "Message":
      case "Warn":
        return { _tag: act, text: reason }
      case "Pause":
      case "Lock":
      case "Terminate":
        return { _tag: act, reason }
      case "Resume":
        return { _tag: act, ...because }
      case "Extend":
        return { _tag: act, ms: minutes(Number(minutesMore())), reason }
      case "Clear":
        return { _tag: act, ...(withholds() ? { returnTime: false } : {}), ...because }
    }
  }
  const acting = createActing(() => actOn(sitting(), props.on, action()))
  const submit = async (): Promise<void> => {
    if (props.act === "Terminate" && !isSure()) {
      setSure(true)
      return
    }
    if (!(await acting.run())) return
    props.onDone?.()
    props.onClose()
  }
  return (
    <Dialog title={said().titles[props.act]} onClose={() => props.onClose()}>
      <form
        class={styles["form"]}
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <p>{said().does[props.act]}</p>
        <div class={styles["reached"]}>
          <p>
            <strong>{props.on === "room" ? said().reachesRoom(reached().length) : said().reaches(reached().length)}</strong>
            <Show when={props.on !== "room"}>
              {" "}
              {names()}
              <Show when={reached().length > fewNames}> {said().andMore(reached().length - fewNames)}</Show>
            </Show>
          </p>
          <Show when={unable() > 0}>
            <p class={styles["unable"]}>{said().unable(unable())}</p>
          </Show>
        </div>
        <Show when={props.act === "Extend"}>
          <MinutesField value={minutesMore()} onMinutes={setMinutesMore} />
        </Show>
        <Show when={props.act === "Clear"}>
          <fieldset class={styles["choices"]}>
            <legend>{said().lockedTime}</legend>
            <For each={[false, true]}>
              {(withholding) => (
                <label class={styles["choice"]}>
                  <input
                    type="radio"
                    name="withholds"
                    checked={withholds() === withholding}
                    onChange={() => setWithholds(withholding)}
                  />
                  {withholding ? said().withhold : said().giveBack}
                </label>
              )}
            </For>
          </fieldset>
        </Show>
        <TextArea
          label={isTextNeeded() ? (says.has(props.act) ? said().text : said().reason) : said().reasonOptional}
          hint={says.has(props.act) ? undefined : said().reasonHint}
          required={isTextNeeded()}
          maxlength={says.has(props.act) ? 2_000 : 1_000}
          value={text()}
          onText={setText}
        />
        <Refused error={acting.error()} />
        <Show when={isSure()}>
          <Notice kind="bad" alert>
            <p>{said().sure(reached().length)}</p>
          </Notice>
        </Show>
        <ActFoot busy={acting.busy()} final={props.act === "Terminate"} onClose={() => props.onClose()}>
          <Switch fallback={said().buttons[props.act]}>
            <Match when={props.act === "Terminate" && !isSure()}>{said().go}</Match>
            <Match when={props.act === "Terminate"}>{said().sureButton(reached().length)}</Match>
          </Switch>
        </ActFoot>
      </form>
    </Dialog>
  )
}
