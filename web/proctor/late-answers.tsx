/**
 * Answers that came after the deadline. Graders have them in the attempt's view; proctors see of answers only that there were
 * some, and find the questions in the record.
 */
import { createResource, createSignal, For, Show, type JSX } from "solid-js"
import { QuestionId } from "../../protocol/ids.ts"
import { client } from "../frame/stoa.ts"
import { createActing } from "../parts/acting.ts"
import { Button } from "../parts/button.tsx"
import { Card } from "../parts/card.tsx"
import { TextField } from "../parts/field.tsx"
import { known } from "../parts/loaded.tsx"
import { Refused } from "../parts/refused.tsx"
import { SentLater } from "../parts/sent-later.tsx"
import { Failure } from "../parts/states.tsx"
import { timeOrDay } from "../parts/when.ts"
import { words } from "../words/words.ts"
import type { Questions } from "./questions.ts"
import { graderView, type StaffView } from "./staff-view.ts"
import styles from "./case.module.css"

interface Late {
  readonly question: QuestionId
  readonly receivedAt: number
  readonly decision: "awaiting" | "accepted" | "refused" | "lapsed"
}

const inView = (view: StaffView): ReadonlyArray<Late> | undefined => {
  const late = graderView(view)?.lateAnswers
  return late === undefined
    ? undefined
    : Object.entries(late).map(([question, { receivedAt, decision }]) => ({
        question: QuestionId.make(question),
        receivedAt,
        decision
      }))
}

/** What the record says: the last answer to each question, and what was decided. */
const inRecord = async (view: StaffView): Promise<ReadonlyArray<Late>> => {
  const found = new Map<string, Late>()
  let after = 0
  for (;;) {
    const { entries, next } = await client.rest.timeline(view.attemptId, after)
    for (const event of entries.flatMap(({ events }) => events)) {
      if (typeof event !== "object" || event === null) continue
      const tag: unknown = Reflect.get(event, "_tag")
      const question = String(Reflect.get(event, "question"))
      const earlier = found.get(question)
      if (tag === "AnswerLate") {
        const receivedAt = Number(Reflect.get(event, "receivedAt"))
        found.set(question, { question: QuestionId.make(question), receivedAt, decision: "awaiting" })
      } else if (tag === "LateDecided" && earlier !== undefined) {
        found.set(question, { ...earlier, decision: Reflect.get(event, "accept") === true ? "accepted" : "refused" })
      } else if (tag === "LateLapsed") {
        for (const late of found.values())
          if (late.decision === "awaiting") found.set(late.question, { ...late, decision: "lapsed" })
      }
    }
    if (next === null) return [...found.values()]
    after = next
  }
}

const Decision = (props: { readonly view: StaffView; readonly late: Late }): JSX.Element => {
  const said = () => words().proctor.late
  const [reason, setReason] = createSignal("")
  const acting = createActing((accept: boolean) =>
    client.proctoredAttempt(props.view.attemptId).decideLate(props.late.question, accept, reason().trim())
  )
  /** Neither button submits: the Enter key in the line above would press the first of them, and decides nothing. */
  const decide = (form: HTMLFormElement | null, accept: boolean): void => {
    if (form?.reportValidity() === true) void acting.run(accept)
  }
  return (
    <form
      class={styles["form"]}
      onSubmit={(event) => {
        event.preventDefault()
      }}
    >
      <TextField label={said().reason} required maxlength="1000" value={reason()} onText={setReason} />
      <Refused error={acting.error()} />
      <SentLater busy={acting.busy()} />
      <div class={styles["buttons"]}>
        <Button small busy={acting.busy()} onClick={(event) => decide(event.currentTarget.form, true)}>
          {said().accept}
        </Button>
        <Button small busy={acting.busy()} onClick={(event) => decide(event.currentTarget.form, false)}>
          {said().refuse}
        </Button>
      </div>
    </form>
  )
}

export const LateAnswers = (props: { readonly view: StaffView; readonly questions: Questions }): JSX.Element => {
  const said = () => words().proctor.late
  /** Read again when something was decided. */
  const [recorded, { refetch }] = createResource(
    () => (props.view.late > 0 && graderView(props.view) === undefined ? JSON.stringify(props.view.acts) : undefined),
    () => inRecord(props.view)
  )
  const late = () => inView(props.view) ?? known(recorded) ?? []
  return (
    <Show when={props.view.late > 0}>
      <Card>
        <h2>{said().title}</h2>
        <p class="note">{said().explain}</p>
        <Show when={recorded.state === "errored"}>
          <Failure error={recorded.error} onRetry={() => void refetch()} />
        </Show>
        <For each={late().map(({ question }) => question)}>
          {(question) => (
            <Show when={late().find((one) => one.question === question)}>
              {(one) => (
                <div class={styles["form"]}>
                  <p>
                    <strong>{props.questions.of(question)?.prompt ?? question}</strong> ·{" "}
                    {said().received(timeOrDay(one().receivedAt))} · {said().decisions[one().decision]}
                  </p>
                  <Show when={one().decision === "awaiting"}>
                    <Decision view={props.view} late={one()} />
                  </Show>
                </div>
              )}
            </Show>
          )}
        </For>
      </Card>
    </Show>
  )
}
