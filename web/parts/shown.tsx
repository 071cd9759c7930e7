/** What is followed live, with the states around it. What was seen before a connection was lost stays, and says so. */
import { Match, Show, Switch, type JSX } from "solid-js"
import type { Watched } from "../../client/index.ts"
import { words } from "../words/words.ts"
import { Failure, Loading } from "./states.tsx"
import styles from "./shown.module.css"

type Shown<Seen> = Extract<Watched<Seen>, { readonly _tag: "Shown" }>

export const Shown = <Seen extends object>(props: {
  readonly of: Watched<Seen>
  readonly lines?: number
  /** The page says it itself. */
  readonly quietly?: boolean
  readonly children: (seen: () => Shown<Seen>) => JSX.Element
}): JSX.Element => {
  const shown = () => (props.of._tag === "Shown" ? props.of : undefined)
  return (
    <Switch>
      <Match when={shown()}>
        {(seen) => (
          <>
            <Show when={!seen().live && props.quietly !== true}>
              <p class={styles["stale"]}>{words().frame.states.stale}</p>
            </Show>
            {props.children(seen)}
          </>
        )}
      </Match>
      <Match when={props.of._tag === "Refused" ? props.of.error : undefined}>{(error) => <Failure error={error()} />}</Match>
      <Match when={props.of._tag === "Loading"}>
        <Loading {...(props.lines === undefined ? {} : { lines: props.lines })} />
      </Match>
    </Switch>
  )
}
