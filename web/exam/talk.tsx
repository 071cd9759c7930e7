/** What was written between the learner and the proctors, oldest first, and a line to write more. */
import { createEffect, createSignal, For, Show, type JSX } from "solid-js"
import type { MessageView } from "../../protocol/proctoring.ts"
import { unsettled } from "../frame/stoa.ts"
import { createActing } from "../parts/acting.ts"
import { Button } from "../parts/button.tsx"
import { Dialog } from "../parts/dialog.tsx"
import { TextArea } from "../parts/field.tsx"
import { Refused } from "../parts/refused.tsx"
import { timeOfDay } from "../parts/when.ts"
import { words } from "../words/words.ts"
import { useHere } from "./here.ts"
import { whenSeen } from "./seen.ts"
import styles from "./talk.module.css"
import { waitingWords } from "./waiting-words.ts"

const Talk = (props: { readonly onClose: () => void }): JSX.Element => {
  const { attempt, view } = useHere()
  const [text, setText] = createSignal("")
  const saying = createActing((words: string) => attempt.say(words))
  const said = () => words().exam.talk
  const numbers = () => Object.keys(view().messages).sort((a, b) => Number(a) - Number(b))
  const waiting = () => waitingWords(unsettled(), attempt.id)
  let list: HTMLOListElement | undefined
  createEffect(() => {
    void [numbers().length, waiting().length]
    list?.lastElementChild?.scrollIntoView({ block: "nearest" })
  })
  const send = (): void => {
    const now = text().trim()
    if (now === "") return
    setText("")
    // Refused: it is given back, to be sent again or changed.
    void saying.run(now).then((went) => {
      if (!went && text() === "") setText(now)
    })
  }
  return (
    <Dialog title={said().title} onClose={() => props.onClose()}>
      <Show when={numbers().length > 0 || waiting().length > 0} fallback={<p class="soft">{said().empty}</p>}>
        <ol ref={(made) => (list = made)} class={styles["list"]} role="log">
          <For each={numbers()}>
            {(number) => (
              <Show when={view().messages[number]}>{(message) => <Line message={message()} number={Number(number)} />}</Show>
            )}
          </For>
          <For each={waiting()}>
            {(text) => (
              <li class={`${styles["line"]} ${styles["own"]}`}>
                <p class={styles["who"]}>
                  {said().you} · {said().sending}
                </p>
                <p class={styles["words"]}>{text}</p>
              </li>
            )}
          </For>
        </ol>
      </Show>
      <Refused error={saying.error()} />
      <form
        class={styles["form"]}
        onSubmit={(event) => {
          event.preventDefault()
          send()
        }}
      >
        <TextArea label={said().write} rows={2} maxLength={2_000} value={text()} onText={setText} />
        <Button type="submit" kind="primary">
          {said().send}
        </Button>
      </form>
    </Dialog>
  )
}

const Line = (props: { readonly message: MessageView; readonly number: number }): JSX.Element => {
  const { attempt } = useHere()
  let line: HTMLLIElement | undefined
  const isOwn = () => props.message.from === "learner"
  whenSeen(
    () => line,
    () => (isOwn() || props.message.confirmedAt !== undefined ? undefined : attempt.messageShown(props.number))
  )
  const said = () => words().exam
  const who = () => {
    if (isOwn()) return said().talk.you
    return props.message.kind === "chat" ? said().talk.proctor : said().messages[props.message.kind]
  }
  return (
    <li ref={(made) => (line = made)} class={styles["line"]} classList={{ [styles["own"] ?? ""]: isOwn() }}>
      <p class={styles["who"]}>
        {who()} · {timeOfDay(props.message.at)}
      </p>
      <p class={styles["words"]}>{props.message.text ?? said().talk.erased}</p>
    </li>
  )
}

export default Talk
