/** Notes for afterwards. A learner sees nothing of them; whoever raised one in error withdraws it, with a reason. */
import { createSignal, For, Show, type JSX } from "solid-js"
import type { AttemptId, UserId } from "../../protocol/ids.ts"
import { client } from "../frame/stoa.ts"
import { createActing } from "../parts/acting.ts"
import { Button } from "../parts/button.tsx"
import { TextArea } from "../parts/field.tsx"
import { Form } from "../parts/form.tsx"
import { timeOfDay } from "../parts/when.ts"
import { words } from "../words/words.ts"
import { actWord } from "./act-words.ts"
import type { StaffView } from "./staff-view.ts"
import styles from "./standing.module.css"

export const Flags = (props: { readonly view: StaffView; readonly nameOf: (id: UserId) => string }): JSX.Element => {
  const said = () => words().proctor.flags
  const [note, setNote] = createSignal("")
  const [withdrawing, setWithdrawing] = createSignal<string>()
  const raise = createActing(async () => {
    if (note().trim() !== "") await client.proctoredAttempt(props.view.attemptId).flag(note().trim())
    setNote("")
  })
  const acts = () => Object.entries(props.view.acts).toSorted(([a], [b]) => Number(b) - Number(a))
  return (
    <>
      <section class={styles["part"]}>
        <h3>{said().title}</h3>
        <ul class={styles["plain"]}>
          <For each={Object.keys(props.view.flags)}>
            {(number) => (
              <Show when={props.view.flags[number]}>
                {(flag) => (
                  <li class={styles["part"]}>
                    <p>
                      {flag().note ?? words().proctor.talk.erased}
                      <span class="note">
                        {" "}
                        · {props.nameOf(flag().by)} · {timeOfDay(flag().at)}
                        <Show when={flag().withdrawnAt}>{(at) => <> · {said().withdrawn(timeOfDay(at()))}</>}</Show>
                      </span>
                    </p>
                    <Show when={flag().withdrawnAt === undefined}>
                      <Show
                        when={withdrawing() === number}
                        fallback={
                          <div>
                            <Button small kind="quiet" onClick={() => setWithdrawing(number)}>
                              {said().withdraw}
                            </Button>
                          </div>
                        }
                      >
                        <Withdrawing
                          attempt={props.view.attemptId}
                          flag={Number(number)}
                          onDone={() => setWithdrawing(undefined)}
                        />
                      </Show>
                    </Show>
                  </li>
                )}
              </Show>
            )}
          </For>
        </ul>
        <Form acting={raise} submit={said().raise} kind="secondary" small waits>
          <TextArea label={said().note} hint={said().noteHint} rows={2} maxlength="1000" value={note()} onText={setNote} />
        </Form>
      </section>
      <Show when={acts().length > 0}>
        <section class={styles["part"]}>
          <h3>{said().acts}</h3>
          <ol class={styles["plain"]}>
            <For each={acts()}>
              {([, act]) => (
                <li>
                  {actWord(act.what)} · {props.nameOf(act.by)} · <span class="figures">{timeOfDay(act.at)}</span>
                  <Show when={act.reason}>{(reason) => <> · “{reason()}”</>}</Show>
                </li>
              )}
            </For>
          </ol>
        </section>
      </Show>
    </>
  )
}

const Withdrawing = (props: { readonly attempt: AttemptId; readonly flag: number; readonly onDone: () => void }): JSX.Element => {
  const said = () => words().proctor.flags
  const [reason, setReason] = createSignal("")
  const acting = createActing(() => client.proctoredAttempt(props.attempt).unflag(props.flag, reason().trim()))
  return (
    <Form acting={acting} submit={said().withdraw} kind="secondary" small waits onDone={props.onDone}>
      <TextArea label={said().whyWithdraw} required maxlength="1000" value={reason()} onText={setReason} />
    </Form>
  )
}
