/** What was said to a learner and by them. Messages say whether they were on the learner's screen; an answer lowers the hand. */
import { createSignal, For, Show, type JSX } from "solid-js"
import type { UserId } from "../../protocol/ids.ts"
import type { MessageView } from "../../protocol/proctoring.ts"
import { client } from "../frame/stoa.ts"
import { createActing } from "../parts/acting.ts"
import { TextArea } from "../parts/field.tsx"
import { Form } from "../parts/form.tsx"
import { timeOfDay } from "../parts/when.ts"
import { words } from "../words/words.ts"
import type { StaffView } from "./staff-view.ts"
import styles from "./talk.module.css"

export const Talk = (props: { readonly view: StaffView; readonly nameOf: (id: UserId) => string }): JSX.Element => {
  const said = () => words().proctor.talk
  const [text, setText] = createSignal("")
  const acting = createActing(async () => {
    if (text().trim() !== "") await client.proctoredAttempt(props.view.attemptId).say(text().trim())
    setText("")
  })
  const numbers = () => Object.keys(props.view.messages).toSorted((a, b) => Number(a) - Number(b))
  const who = (message: MessageView): string =>
    message.from === "learner" ? said().learner : message.by === undefined ? said().staff : props.nameOf(message.by)
  return (
    <section class={styles["talk"]}>
      <h3>{said().title}</h3>
      <ol class={styles["messages"]} aria-live="polite">
        <For each={numbers()}>
          {(number) => (
            <Show when={props.view.messages[number]}>
              {(message) => (
                <li class={styles["message"]} classList={{ [styles["theirs"] ?? ""]: message().from === "learner" }}>
                  <p class={styles["who"]}>
                    {who(message())} · {said().kinds[message().kind]} · <span class="figures">{timeOfDay(message().at)}</span>
                  </p>
                  <p>{message().text ?? said().erased}</p>
                  <Show when={message().from === "staff" && message().kind !== "chat"}>
                    <p class={styles["who"]}>
                      <Show when={message().confirmedAt} fallback={said().unconfirmed}>
                        {(at) => said().confirmed(timeOfDay(at()))}
                      </Show>
                    </p>
                  </Show>
                </li>
              )}
            </Show>
          )}
        </For>
      </ol>
      <Show when={numbers().length === 0}>
        <p class={styles["who"]}>{said().none}</p>
      </Show>
      <Form acting={acting} submit={said().send} kind="secondary" small waits>
        <TextArea label={said().answer} rows={2} maxlength="2000" value={text()} onText={setText} />
      </Form>
    </section>
  )
}
