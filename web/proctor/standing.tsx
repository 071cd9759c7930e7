/** How an attempt stands: its time and what moved it, what holds it, how far it is, and from where it is sat. */
import { For, Show, type JSX } from "solid-js"
import type { UserId } from "../../protocol/ids.ts"
import { serverNow } from "../parts/clock.ts"
import { countdown, dayAndTime, lengthOf, timeOfDay, timeOrDay } from "../parts/when.ts"
import { words } from "../words/words.ts"
import { savedAnswers, type StaffView } from "./staff-view.ts"
import styles from "./standing.module.css"

const Fact = (props: { readonly name: string; readonly children: JSX.Element }): JSX.Element => (
  <div class={styles["fact"]}>
    <dt>{props.name}</dt>
    <dd>{props.children}</dd>
  </div>
)

export const Standing = (props: {
  readonly view: StaffView
  readonly nameOf: (id: UserId) => string
  /** On the learner's screen at the moment. */
  readonly question?: string | undefined
}): JSX.Element => {
  const said = () => words().proctor.learner
  const left = (): string | undefined => {
    const { state, deadline, leftMs } = props.view
    if (state === "paused") return leftMs === undefined ? undefined : said().kept(countdown(leftMs))
    const now = serverNow()
    if (state !== "in_progress" || deadline === undefined || now === undefined) return undefined
    return countdown(deadline - now)
  }
  const saved = () => savedAnswers(props.view)
  return (
    <>
      <dl class={styles["facts"]}>
        <Show when={left()}>
          {(text) => (
            <Fact name={said().timeLeft}>
              <strong class="figures">{text()}</strong>
            </Fact>
          )}
        </Show>
        <Show when={props.view.deadline}>{(deadline) => <Fact name={said().deadline}>{dayAndTime(deadline())}</Fact>}</Show>
        <Show when={props.view.limit}>{(limit) => <Fact name={said().limit}>{lengthOf(limit())}</Fact>}</Show>
        <Show when={props.view.startedAt}>{(at) => <Fact name={said().began}>{timeOfDay(at())}</Fact>}</Show>
        <Show when={props.view.submittedAt}>
          {(at) => (
            <Fact name={said().handedIn}>
              {timeOfDay(at())}
              <Show when={props.view.submittedBy === "clock"}> {said().byClock}</Show>
            </Fact>
          )}
        </Show>
        <Show when={props.view.compensated}>{(ms) => <Fact name={said().compensated}>{countdown(ms())}</Fact>}</Show>
      </dl>
      <Show when={props.view.standstill}>
        {(held) => (
          <ul class={styles["plain"]}>
            <For each={held()}>
              {(one) => (
                <li>
                  {said().held[one.kind](timeOfDay(one.since))}
                  <Show when={one.by}>{(by) => <> · {props.nameOf(by())}</>}</Show>
                  <Show when={one.reason}>{(reason) => <> · “{reason()}”</>}</Show>
                </li>
              )}
            </For>
          </ul>
        )}
      </Show>
      <Show when={props.view.timeChange}>
        {(change) => (
          <p class="note">
            {said().change[change().reason]}
            <Show when={change().new}>{(to) => <> · {said().newDeadline(timeOrDay(to()))}</>}</Show>
            <Show when={change().note}>{(note) => <> · “{note()}”</>}</Show>
            {" · "}
            <Show when={change().acknowledgedAt} fallback={said().changeUnseen}>
              {(at) => said().changeSeen(timeOfDay(at()))}
            </Show>
          </p>
        )}
      </Show>
      <section class={styles["part"]}>
        <h3>{said().answers(props.view.answered, props.view.total)}</h3>
        <div class={styles["map"]} role="img" aria-label={said().answers(props.view.answered, props.view.total)}>
          <For each={Array.from({ length: props.view.total }, (_, index) => index < props.view.answered)}>
            {(done) => <span class={styles["square"]} classList={{ [styles["done"] ?? ""]: done }} />}
          </For>
        </div>
        <p class="note">
          <Show when={saved()[0]} fallback={said().nothingSaved}>
            {(last) => said().lastSaved(timeOfDay(last().at))}
          </Show>
          <Show when={props.question}>{(question) => <> · {said().looksAt(question())}</>}</Show>
          <Show when={props.view.late > 0}> · {words().proctor.notes.late(props.view.late)}</Show>
        </p>
        <Show when={saved().length > 0}>
          <details>
            <summary>{said().savedWhen}</summary>
            <ul class={styles["plain"]}>
              <For each={saved()}>
                {({ question, at }) => (
                  <li>
                    {question} <span class="figures">{timeOfDay(at)}</span>
                  </li>
                )}
              </For>
            </ul>
          </details>
        </Show>
      </section>
    </>
  )
}
