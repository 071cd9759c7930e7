/** What can be done with an attempt that is over: it is opened again, with time, or declared void. */
import { createSignal, For, Show, type JSX } from "solid-js"
import { stageOf } from "../../client/index.ts"
import type { AttemptId } from "../../protocol/ids.ts"
import { minutes } from "../../protocol/time.ts"
import { account, client } from "../frame/stoa.ts"
import { createActing } from "../parts/acting.ts"
import { Button } from "../parts/button.tsx"
import { Dialog } from "../parts/dialog.tsx"
import { TextArea } from "../parts/field.tsx"
import { Form } from "../parts/form.tsx"
import { words } from "../words/words.ts"
import { ActFoot } from "./act-foot.tsx"
import { MinutesField } from "./minutes-field.tsx"
import type { StaffView } from "./staff-view.ts"

type Act = "Reopen" | "Void"

/** Nothing can be reopened that was never sat, or has its verdict. */
const reopened: ReadonlySet<StaffView["state"]> = new Set([
  "ended",
  "submitted",
  "terminated",
  "grading",
  "graded",
  "under_review"
])

const actsFor = ({ state }: StaffView): ReadonlyArray<Act> => {
  if (stageOf(state) !== "over") return []
  const mayVoid = account()?.role === "admin" && state !== "voided"
  return [...(reopened.has(state) ? (["Reopen"] as const) : []), ...(mayVoid ? (["Void"] as const) : [])]
}

export const OverActions = (props: { readonly view: StaffView }): JSX.Element => {
  const [act, setAct] = createSignal<Act>()
  return (
    <>
      <For each={actsFor(props.view)}>
        {(tag) => (
          <Button small kind={tag === "Void" ? "danger" : "secondary"} onClick={() => setAct(tag)}>
            {words().proctor.act.buttons[tag]}
          </Button>
        )}
      </For>
      <Show when={act()}>
        {(tag) => <OverDialog act={tag()} attempt={props.view.attemptId} onClose={() => setAct(undefined)} />}
      </Show>
    </>
  )
}

const OverDialog = (props: { readonly act: Act; readonly attempt: AttemptId; readonly onClose: () => void }): JSX.Element => {
  const said = () => words().proctor.act
  const [reason, setReason] = createSignal("")
  const [minutesMore, setMinutesMore] = createSignal("15")
  const acting = createActing(() => {
    const attempt = client.proctoredAttempt(props.attempt)
    switch (props.act) {
      case "Reopen":
        return attempt.reopen(minutes(Number(minutesMore())), reason().trim())
      case "Void":
        return attempt.void(reason().trim())
    }
  })
  return (
    <Dialog title={said().titles[props.act]} onClose={() => props.onClose()}>
      <Form
        acting={acting}
        onDone={props.onClose}
        foot={
          <ActFoot busy={acting.busy()} final={props.act === "Void"} onClose={() => props.onClose()}>
            {said().buttons[props.act]}
          </ActFoot>
        }
      >
        <p>{said().does[props.act]}</p>
        <Show when={props.act === "Reopen"}>
          <MinutesField value={minutesMore()} onMinutes={setMinutesMore} />
        </Show>
        <TextArea label={said().reason} hint={said().reasonHint} required maxlength="1000" value={reason()} onText={setReason} />
      </Form>
    </Dialog>
  )
}
