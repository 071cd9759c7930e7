/** Notes for afterwards. A learner sees nothing of them; whoever raised one in error withdraws it, with a reason. */
import { createSignal, For, Show, type JSX } from "solid-js"
import type { UserId } from "../../protocol/ids.ts"
import { client } from "../frame/stoa.ts"
import { createActing } from "../parts/acting.ts"
import { Button } from "../parts/button.tsx"
import { TextArea } from "../parts/field.tsx"
import { Refused } from "../parts/refused.tsx"
import { timeOfDay } from "../parts/when.ts"
import { words } from "../words/words.ts"
import { actWord } from "./act-words.ts"
import type { StaffView } from "./staff-view.ts"
import styles from "./standing.module.css"
import talk from "./talk.module.css"

export const Flags = (props: { readonly view: StaffView; readonly nameOf: (id: UserId) => string }): JSX.Element => {
  const said = () => words().proctor.flags
  const [note, setNote] = createSignal("")
  const [withdrawing, setWithdrawing] = createSignal<string>()
  const [reason, setReason] = createSignal("")
  const attempt = () => client.proctoredAttempt(props.view.attemptId)
  const raise = createActing(() => attempt().flag(note().trim()))
  const withdraw = createActing((flag: string) => attempt().unflag(Number(flag), reason().trim()))
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
                        <form
                          class={talk["form"]}
                          onSubmit={(event) => {
                            event.preventDefault()
                            void withdraw.run(number).then((went) => {
                              if (!went) return
                              setWithdrawing(undefined)
                              setReason("")
                            })
                          }}
                        >
                          <TextArea label={said().whyWithdraw} required maxlength="1000" value={reason()} onText={setReason} />
                          <Refused error={withdraw.error()} />
                          <div>
                            <Button type="submit" small busy={withdraw.busy()}>
                              {said().withdraw}
                            </Button>
                          </div>
                        </form>
                      </Show>
                    </Show>
                  </li>
                )}
              </Show>
            )}
          </For>
        </ul>
        <form
          class={talk["form"]}
          onSubmit={(event) => {
            event.preventDefault()
            if (note().trim() === "") return
            void raise.run().then((went) => {
              if (went) setNote("")
            })
          }}
        >
          <TextArea label={said().note} hint={said().noteHint} rows={2} maxlength="1000" value={note()} onText={setNote} />
          <Refused error={raise.error()} />
          <div>
            <Button type="submit" small busy={raise.busy()}>
              {said().raise}
            </Button>
          </div>
        </form>
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
