/**
 * Who is on duty. Whoever hands over stays responsible until the next one begins; the note is there for them when they come.
 */
import { createMemo, createSignal, For, Show, type JSX } from "solid-js"
import { UserId } from "../../protocol/ids.ts"
import { account, client } from "../frame/stoa.ts"
import { createActing } from "../parts/acting.ts"
import { Button } from "../parts/button.tsx"
import { Dialog } from "../parts/dialog.tsx"
import { Field, TextArea } from "../parts/field.tsx"
import { Form } from "../parts/form.tsx"
import { Notice } from "../parts/notice.tsx"
import { Refused } from "../parts/refused.tsx"
import { timeOfDay } from "../parts/when.ts"
import { words } from "../words/words.ts"
import { useRoom } from "./in-room.ts"
import styles from "./shift.module.css"

const HandOver = (props: { readonly onClose: () => void }): JSX.Element => {
  const { sitting, view, people } = useRoom()
  const said = () => words().proctor.shift
  const others = () => Object.keys(view().proctors).filter((id) => id !== String(account()?.id))
  const [to, setTo] = createSignal(others()[0])
  const [note, setNote] = createSignal("")
  const acting = createActing(async () => {
    const next = to()
    if (next !== undefined) await client.exam(sitting()).handOver(UserId.make(Number(next)), note().trim() || undefined)
  })
  return (
    <Dialog title={said().handOver} onClose={() => props.onClose()}>
      <p>{said().handOverExplain}</p>
      <Show when={others().length > 0} fallback={<Notice kind="warn">{said().nobodyElse}</Notice>}>
        <Form
          acting={acting}
          waits
          onDone={props.onClose}
          foot={
            <div class="line">
              <Button type="submit" kind="primary" busy={acting.busy()}>
                {said().handOver}
              </Button>
              <Button onClick={() => props.onClose()}>{words().frame.dialog.cancel}</Button>
            </div>
          }
        >
          <Field label={said().to}>
            {(tied) => (
              <select {...tied} value={to()} onChange={({ currentTarget }) => setTo(currentTarget.value)}>
                <For each={others()}>{(id) => <option value={id}>{people.nameOf(UserId.make(Number(id)))}</option>}</For>
              </select>
            )}
          </Field>
          <TextArea label={said().note} hint={said().noteHint} maxlength="2000" value={note()} onText={setNote} />
        </Form>
      </Show>
    </Dialog>
  )
}

export const Shift = (): JSX.Element => {
  const { sitting, view, people } = useRoom()
  const said = () => words().proctor.shift
  const [isHandingOver, setHandingOver] = createSignal(false)
  const mine = () => view().proctors[String(account()?.id)]
  const onDuty = createMemo(() =>
    Object.entries(view().proctors).flatMap(([id, { onDutySince }]) =>
      onDutySince === undefined ? [] : [{ name: people.nameOf(UserId.make(Number(id))), since: onDutySince }]
    )
  )
  const begin = createActing(() => client.exam(sitting()).beginShift())
  const end = createActing(() => client.exam(sitting()).endShift())
  return (
    <section class={styles["shift"]} aria-label={said().label}>
      <Show when={view().handover}>
        {(handover) => (
          <Notice kind={handover().to === account()?.id ? "warn" : "info"}>
            <p>{said().handing(people.nameOf(handover().from), people.nameOf(handover().to), timeOfDay(handover().at))}</p>
            <Show when={handover().note}>{(note) => <p>“{note()}”</p>}</Show>
          </Notice>
        )}
      </Show>
      <div class="line">
        <p>
          <Show when={onDuty().length > 0} fallback={said().nobody}>
            {said().onDuty}{" "}
            {onDuty()
              .map(({ name, since }) => said().since(name, timeOfDay(since)))
              .join(", ")}
          </Show>
        </p>
        <Show when={mine()}>
          {(me) => (
            <Show
              when={me().onDutySince !== undefined}
              fallback={
                <Button small kind="primary" busy={begin.busy()} onClick={() => void begin.run()}>
                  {said().begin}
                </Button>
              }
            >
              <Button small onClick={() => setHandingOver(true)}>
                {said().handOver}
              </Button>
              <Button small busy={end.busy()} onClick={() => void end.run()}>
                {said().end}
              </Button>
            </Show>
          )}
        </Show>
      </div>
      <Refused error={begin.error() ?? end.error()} />
      <Show when={isHandingOver()}>
        <HandOver onClose={() => setHandingOver(false)} />
      </Show>
    </section>
  )
}
