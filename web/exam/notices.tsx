/**
 * What concerns the learner now and comes by itself: a change of their time, a message, a warning. It lies over the page wherever one
 * has scrolled to, and stays until it was read; the server is told that it was shown once it really was.
 */
import { createMemo, createSignal, For, Show, untrack, type JSX } from "solid-js"
import type { MessageView } from "../../protocol/proctoring.ts"
import type { TimeChange } from "../../protocol/attempt.ts"
import { Button } from "../parts/button.tsx"
import { Notice } from "../parts/notice.tsx"
import { timeOrDay } from "../parts/when.ts"
import { words } from "../words/words.ts"
import { useHere } from "./here.ts"
import styles from "./notices.module.css"
import { whenSeen } from "./seen.ts"

export const Notices = (): JSX.Element => {
  const { view } = useHere()
  const [read, setRead] = createSignal<ReadonlySet<string>>(new Set(untrack(known)))
  const dismiss = (what: string): void => void setRead((before) => new Set([...before, what]))

  /** Confirmed on an earlier page: they were shown then. */
  function known(): ReadonlyArray<string> {
    const { timeChange, messages } = view()
    return [
      ...(timeChange?.acknowledgedAt === undefined ? [] : [nameOfChange(timeChange.n)]),
      ...Object.keys(messages).filter((number) => messages[number]?.confirmedAt !== undefined)
    ]
  }
  const stands = () => (view().standstill?.length ?? 0) > 0
  /** A standstill is told in place of the questions. */
  const change = createMemo(() => {
    const latest = view().timeChange
    return latest === undefined || stands() || read().has(nameOfChange(latest.n)) ? undefined : latest.n
  })
  const numbers = createMemo(() =>
    Object.entries(view().messages)
      .filter(([number, { from, kind }]) => from === "staff" && kind !== "chat" && !read().has(number))
      .map(([number]) => number)
  )
  return (
    <div class={styles["notices"]}>
      <div role="status">
        <Show when={change()} keyed>
          {(n) => (
            <Show when={view().timeChange}>
              {(latest) => <Change change={latest()} n={n} onRead={() => dismiss(nameOfChange(n))} />}
            </Show>
          )}
        </Show>
      </div>
      <For each={numbers()}>
        {(number) => (
          <Show when={view().messages[number]}>
            {(message) => <Message message={message()} number={Number(number)} onRead={() => dismiss(number)} />}
          </Show>
        )}
      </For>
    </div>
  )
}

const nameOfChange = (n: number): string => `time ${n}`

const Change = (props: { readonly change: TimeChange; readonly n: number; readonly onRead: () => void }): JSX.Element => {
  const { attempt } = useHere()
  let box: HTMLDivElement | undefined
  const tellSeen = whenSeen(
    () => box,
    () => attempt.timeShown(props.n)
  )
  const confirm = (): void => {
    tellSeen()
    props.onRead()
  }
  const said = () => words().exam.change
  const ends = () => {
    const { old, new: after } = props.change
    if (after === undefined) return said().noEnd
    return old === undefined ? said().endNow(timeOrDay(after)) : said().end(timeOrDay(old), timeOrDay(after))
  }
  return (
    <div ref={(made) => (box = made)} class={styles["one"]}>
      <Notice kind="info" title={said()[props.change.reason]}>
        <p>{ends()}</p>
        <Show when={props.change.note}>
          <p>
            <q>{props.change.note}</q>
          </p>
        </Show>
        <div>
          <Button small onClick={confirm}>
            {said().understood}
          </Button>
        </div>
      </Notice>
    </div>
  )
}

const Message = (props: { readonly message: MessageView; readonly number: number; readonly onRead: () => void }): JSX.Element => {
  const { attempt } = useHere()
  let box: HTMLDivElement | undefined
  const tellSeen = whenSeen(
    () => box,
    () => attempt.messageShown(props.number)
  )
  const confirm = (): void => {
    tellSeen()
    props.onRead()
  }
  const isWarning = () => props.message.kind === "warning"
  const said = () => words().exam.messages
  return (
    <div ref={(made) => (box = made)} class={styles["one"]} role={isWarning() ? "alert" : "status"}>
      <Notice kind={isWarning() ? "warn" : "info"} title={isWarning() ? said().warning : said().message}>
        <p class={styles["words"]}>{props.message.text ?? words().exam.talk.erased}</p>
        <p class={styles["when"]}>{timeOrDay(props.message.at)}</p>
        <div>
          <Button small onClick={confirm}>
            {said().read}
          </Button>
        </div>
      </Notice>
    </div>
  )
}
