/**
 * The way to a verdict. One person proposes, another confirms or returns it; who appealed is judged by others than before. Who may
 * not decide reads why, instead of finding out by pressing.
 */
import { createSignal, For, Match, Show, Switch, type JSX } from "solid-js"
import type { UserId } from "../../protocol/ids.ts"
import type { Verdict } from "../../protocol/review.ts"
import { account, client } from "../frame/stoa.ts"
import { createActing } from "../parts/acting.ts"
import { Button } from "../parts/button.tsx"
import { Card } from "../parts/card.tsx"
import { TextArea } from "../parts/field.tsx"
import { Form } from "../parts/form.tsx"
import { Notice } from "../parts/notice.tsx"
import { Refused } from "../parts/refused.tsx"
import { SentLater } from "../parts/sent-later.tsx"
import { dayAndTime } from "../parts/when.ts"
import { words } from "../words/words.ts"
import type { StaffView } from "./staff-view.ts"
import styles from "./case.module.css"

const verdicts: ReadonlyArray<Verdict> = ["verified", "rejected"]

interface Decided {
  readonly view: StaffView
  readonly nameOf: (id: UserId) => string
}

const Propose = (props: Decided): JSX.Element => {
  const said = () => words().proctor.verdict
  const [verdict, setVerdict] = createSignal<Verdict>()
  const [reason, setReason] = createSignal("")
  const acting = createActing(async () => {
    const chosen = verdict()
    if (chosen !== undefined) await client.proctoredAttempt(props.view.attemptId).proposeVerdict(chosen, reason().trim())
  })
  return (
    <Form acting={acting} submit={said().propose} waits>
      <fieldset>
        <legend>{said().propose}</legend>
        <For each={verdicts}>
          {(one) => (
            <label class={styles["choice"]}>
              <input type="radio" name="verdict" required checked={verdict() === one} onChange={() => setVerdict(one)} />
              <span>
                <strong>{said().names[one]}</strong> · {said().means[one]}
              </span>
            </label>
          )}
        </For>
      </fieldset>
      <TextArea label={said().reason} hint={said().reasonHint} required maxlength="1000" value={reason()} onText={setReason} />
    </Form>
  )
}

const Second = (props: Decided & { readonly verdict: Verdict }): JSX.Element => {
  const said = () => words().proctor.verdict
  const [reason, setReason] = createSignal("")
  const attempt = () => client.proctoredAttempt(props.view.attemptId)
  const confirm = createActing(() => attempt().confirmVerdict(props.verdict, reason().trim() || undefined))
  const giveBack = createActing(() => attempt().returnVerdict(reason().trim()))
  return (
    <form
      class={styles["form"]}
      onSubmit={(event) => {
        event.preventDefault()
        void giveBack.run()
      }}
    >
      <TextArea
        label={said().yourReason}
        hint={said().yourReasonHint}
        required
        maxlength="1000"
        value={reason()}
        onText={setReason}
      />
      <Refused error={confirm.error() ?? giveBack.error()} />
      <SentLater busy={confirm.busy() || giveBack.busy()} />
      <div class={styles["buttons"]}>
        <Button kind="primary" busy={confirm.busy()} onClick={() => void confirm.run()}>
          {said().confirm(said().names[props.verdict])}
        </Button>
        <Button type="submit" busy={giveBack.busy()}>
          {said().giveBack}
        </Button>
      </div>
    </form>
  )
}

const AskForReview = (props: Decided): JSX.Element => {
  const said = () => words().proctor.verdict
  const [reason, setReason] = createSignal("")
  const acting = createActing(() => client.proctoredAttempt(props.view.attemptId).requestReview(reason().trim()))
  return (
    <Form acting={acting} submit={said().ask} kind="secondary" waits>
      <p>{said().notUnderReview}</p>
      <TextArea label={said().reason} required maxlength="1000" value={reason()} onText={setReason} />
    </Form>
  )
}

export const VerdictCard = (props: Decided): JSX.Element => {
  const said = () => words().proctor.verdict
  const gave = () => props.view.verdict?.by?.some((id) => id === account()?.id) ?? false
  return (
    <Card>
      <h2>{said().title}</h2>
      <Show when={props.view.appeal}>
        {(appeal) => (
          <Notice kind={appeal().decision === "awaiting" ? "warn" : "info"} title={said().appeal[appeal().decision]}>
            <p>“{appeal().text ?? words().proctor.talk.erased}”</p>
            <p class="note">{dayAndTime(appeal().at)}</p>
          </Notice>
        )}
      </Show>
      <Show when={props.view.verdict}>
        {(verdict) => (
          <div role="status">
            <p>
              <strong>{said().names[verdict().verdict]}</strong> · {dayAndTime(verdict().at)}
              <Show when={verdict().by}>
                {(by) => (
                  <>
                    {" "}
                    ·{" "}
                    {by()
                      .map((id) => props.nameOf(id))
                      .join(", ")}
                  </>
                )}
              </Show>
            </p>
            <p>“{verdict().reason}”</p>
          </div>
        )}
      </Show>
      <Switch fallback={<p>{props.view.verdict === undefined ? said().notYet : said().done}</p>}>
        <Match when={props.view.state === "graded"}>
          <AskForReview {...props} />
        </Match>
        <Match when={props.view.state === "under_review" && props.view.proposal}>
          {(proposal) => (
            <>
              <div role="status">
                <p>
                  {said().proposedBy(props.nameOf(proposal().by), said().names[proposal().verdict])} · {dayAndTime(proposal().at)}
                </p>
                <p>“{proposal().reason}”</p>
              </div>
              <Show when={proposal().by !== account()?.id} fallback={<p>{said().anotherConfirms}</p>}>
                <Second {...props} verdict={proposal().verdict} />
              </Show>
            </>
          )}
        </Match>
        <Match when={props.view.state === "under_review" && gave()}>
          <p>{said().othersDecide}</p>
        </Match>
        <Match when={props.view.state === "under_review"}>
          <Propose {...props} />
        </Match>
      </Switch>
    </Card>
  )
}
