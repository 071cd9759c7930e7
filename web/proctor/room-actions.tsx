/** What is done with the whole room: its doors, its time, and what is said to all. */
import { createSignal, For, Index, Match, Show, Switch, type JSX } from "solid-js"
import { client } from "../frame/stoa.ts"
import { createActing } from "../parts/acting.ts"
import { Button } from "../parts/button.tsx"
import { Dialog } from "../parts/dialog.tsx"
import { TextArea } from "../parts/field.tsx"
import { Form } from "../parts/form.tsx"
import { words } from "../words/words.ts"
import { ActDialog } from "./act-dialog.tsx"
import { ActFoot } from "./act-foot.tsx"
import type { ActTag } from "./acting-on.ts"
import { useRoom } from "./in-room.ts"
import styles from "./act-dialog.module.css"

type Door = "open" | "close" | "pause" | "resume"

const DoorDialog = (props: { readonly door: Door; readonly onClose: () => void }): JSX.Element => {
  const { sitting, view } = useRoom()
  const said = () => words().proctor.doors
  const [reason, setReason] = createSignal("")
  const acting = createActing((): Promise<unknown> => {
    const exam = client.exam(sitting())
    switch (props.door) {
      case "open":
        return exam.open()
      case "close":
        return exam.close()
      case "pause":
        return exam.pauseRoom(reason().trim())
      case "resume":
        return exam.resumeRoom(reason().trim() || undefined)
    }
  })
  const explained = () => (props.door === "close" ? said().explain.close(view().closeCuts) : said().explain[props.door])
  return (
    <Dialog title={said().titles[props.door]} onClose={() => props.onClose()}>
      <Form
        acting={acting}
        onDone={props.onClose}
        foot={
          <ActFoot busy={acting.busy()} final={props.door === "close"} onClose={() => props.onClose()}>
            {said().buttons[props.door]}
          </ActFoot>
        }
      >
        <p>{explained()}</p>
        <Switch>
          <Match when={props.door === "pause"}>
            <TextArea
              label={words().proctor.act.reason}
              hint={words().proctor.act.reasonHint}
              required
              maxlength="1000"
              value={reason()}
              onText={setReason}
            />
          </Match>
          <Match when={props.door === "resume"}>
            <TextArea label={words().proctor.act.reasonOptional} maxlength="1000" value={reason()} onText={setReason} />
          </Match>
        </Switch>
      </Form>
    </Dialog>
  )
}

const toAll = ["Message", "Warn", "Extend"] as const

export const RoomActions = (): JSX.Element => {
  const { view } = useRoom()
  const said = () => words().proctor.doors
  const [door, setDoor] = createSignal<Door>()
  const [act, setAct] = createSignal<ActTag>()
  const doors = (): ReadonlyArray<Door> => {
    if (view().phase === "scheduled") return ["open", "close"]
    if (view().phase === "closed") return view().pausedSince === undefined ? [] : ["resume"]
    return [view().pausedSince === undefined ? "pause" : "resume", "close"]
  }
  return (
    <div class={styles["buttons"]} role="group" aria-label={said().label}>
      {/* By place: a pause's button becomes that of its end, and keeps the focus. */}
      <Index each={doors()}>
        {(one) => (
          <Button small kind={one() === "open" || one() === "resume" ? "primary" : "secondary"} onClick={() => setDoor(one())}>
            {said().buttons[one()]}
          </Button>
        )}
      </Index>
      <For each={toAll}>
        {(tag) => (
          <Button small onClick={() => setAct(tag)}>
            {said().toAll[tag]}
          </Button>
        )}
      </For>
      <Show when={door()}>{(one) => <DoorDialog door={one()} onClose={() => setDoor(undefined)} />}</Show>
      <Show when={act()}>{(tag) => <ActDialog act={tag()} on="room" onClose={() => setAct(undefined)} />}</Show>
    </div>
  )
}
