/** The states that every page has besides its content: loading, empty, failed, forbidden, not there. */
import { Match, Show, Switch, type JSX, type ParentComponent } from "solid-js"
import { StoaError } from "../../client/index.ts"
import { sentenceOf } from "../words/refusal.ts"
import { words } from "../words/words.ts"
import { Button } from "./button.tsx"
import { LinkButton } from "./link-button.tsx"
import styles from "./states.module.css"

/** Grey lines where text will be. Said to who listens, too. */
export const Loading = (props: { readonly lines?: number }): JSX.Element => (
  <div class={styles["loading"]} role="status">
    <span class="unseen">{words().frame.states.loading}</span>
    {Array.from({ length: props.lines ?? 3 }, () => (
      <div class={styles["bone"]} aria-hidden="true" />
    ))}
  </div>
)

/** Nothing here yet: says so, and in its children what to do. */
export const Empty: ParentComponent<{ readonly title: string }> = (props) => (
  <div class={styles["state"]}>
    <p class={styles["title"]}>{props.title}</p>
    {props.children}
  </div>
)

/** May not be seen, or does not exist; which of them is not told apart for who may not see it. */
const closed = new Set(["forbidden", "not_found", "unknown_actor"])

/** What went wrong, in a sentence, and what to do about it. */
export const Failure = (props: { readonly error: unknown; readonly onRetry?: () => void }): JSX.Element => {
  const error = () => StoaError.from(props.error)
  return (
    <div class={styles["state"]} role="alert">
      <Switch
        fallback={
          <>
            <p class={styles["title"]}>{words().frame.states.failed}</p>
            <p>{sentenceOf(error())}</p>
            <Show when={props.onRetry}>{(retry) => <Button onClick={() => retry()()}>{words().frame.states.retry}</Button>}</Show>
          </>
        }
      >
        <Match when={error().code === "unreadable"}>
          <p class={styles["title"]}>{words().frame.states.failed}</p>
          <p>{sentenceOf(error())}</p>
          <Button kind="primary" onClick={() => location.reload()}>
            {words().frame.states.reload}
          </Button>
        </Match>
        <Match when={closed.has(error().code)}>
          <p class={styles["title"]}>{words().frame.states.forbidden}</p>
          <p>{words().frame.states.forbiddenHint}</p>
          <LinkButton href="/">{words().frame.states.goHome}</LinkButton>
        </Match>
      </Switch>
    </div>
  )
}
