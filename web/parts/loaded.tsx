/** What is read once over REST, with the states around it. `createResource` gives the resource and how to read it again. */
import { Match, Switch, type JSX, type Resource } from "solid-js"
import { Failure, Loading } from "./states.tsx"

export const Loaded = <Data,>(props: {
  readonly of: Resource<Data>
  readonly onRetry?: () => void
  readonly lines?: number
  readonly children: (data: () => NonNullable<Data>) => JSX.Element
}): JSX.Element => (
  <Switch>
    <Match when={props.of.state === "errored"}>
      <Failure error={props.of.error} {...(props.onRetry === undefined ? {} : { onRetry: props.onRetry })} />
    </Match>
    {/* What was read before stays while it is read again. */}
    <Match when={props.of.latest ?? undefined}>{(data) => props.children(data)}</Match>
    <Match when={props.of.loading}>
      <Loading {...(props.lines === undefined ? {} : { lines: props.lines })} />
    </Match>
  </Switch>
)
