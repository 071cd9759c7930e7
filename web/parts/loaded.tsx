/** What is read once over REST, with the states around it. `createResource` gives the resource and how to read it again. */
import { Match, Switch, type JSX, type Resource } from "solid-js"
import { Failure, Loading } from "./states.tsx"

/** What was read last, while it is read again too. Asked before the first answer, it does not blank the page around it. */
export const known = <Data,>(of: Resource<Data>): Data | undefined =>
  of.state === "ready" || of.state === "refreshing" ? of.latest : undefined

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
    <Match when={known(props.of) ?? undefined}>{(data) => props.children(data)}</Match>
    <Match when={props.of.loading}>
      <Loading {...(props.lines === undefined ? {} : { lines: props.lines })} />
    </Match>
  </Switch>
)
