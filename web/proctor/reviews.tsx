/** Attempts that people decide about: what waits for a second person first, then appeals, then by how long they wait. */
import { A } from "@solidjs/router"
import { createMemo, createResource, createSignal, For, Show, type JSX } from "solid-js"
import type { CaseRow } from "../../protocol/rest/sittings.ts"
import { account, client } from "../frame/stoa.ts"
import { Button } from "../parts/button.tsx"
import { Loaded } from "../parts/loaded.tsx"
import { Page } from "../parts/page.tsx"
import { Empty } from "../parts/states.tsx"
import { Tag } from "../parts/tag.tsx"
import { dayAndTime } from "../parts/when.ts"
import { words } from "../words/words.ts"
import styles from "./rooms.module.css"

const statuses = ["under_review", "verified", "rejected"] as const
type Status = (typeof statuses)[number]

type Group = "second" | "appeals" | "first" | "own" | "decided"
const groupOf = (row: CaseRow): Group => {
  if (row.status !== "under_review") return "decided"
  if (row.proposed_by !== null) return row.proposed_by === account()?.id ? "own" : "second"
  return row.appeal === "awaiting" ? "appeals" : "first"
}
const groups: ReadonlyArray<Group> = ["second", "appeals", "first", "own", "decided"]

const Case = (props: { readonly row: CaseRow }): JSX.Element => {
  const said = () => words().proctor.reviews
  return (
    <li class={styles["room"]}>
      <div class={styles["what"]}>
        <A href={`/reviews/${props.row.attempt_id}`} class={styles["title"]}>
          {`${props.row.first_name} ${props.row.last_name}`.trim() || words().proctor.nameless(props.row.user_id)}
        </A>
        <span class="note">{props.row.sitting_title}</span>
      </div>
      <p>{props.row.reason}</p>
      <p class="note">
        {said().since(dayAndTime(props.row.requested_at))}
        <Show when={props.row.requested_by === null}> · {said().byRule}</Show>
      </p>
      <Tag kind={props.row.proposed_verdict === null ? "plain" : "info"}>
        <Show when={props.row.proposed_verdict} fallback={words().proctor.verdict.states[statusOf(props.row)]}>
          {(verdict) => said().proposed(words().proctor.verdict.names[verdict()])}
        </Show>
      </Tag>
    </li>
  )
}

const statusOf = ({ status }: CaseRow): Status => statuses.find((one) => one === status) ?? "under_review"

export default (): JSX.Element => {
  const [status, setStatus] = createSignal<Status>("under_review")
  const [cases, { refetch }] = createResource(status, (asked) => client.rest.cases(asked))
  const said = () => words().proctor.reviews
  return (
    <Page
      title={words().frame.reviews}
      aside={
        <div role="group" aria-label={said().which}>
          <For each={statuses}>
            {(one) => (
              <Button
                small
                kind={status() === one ? "primary" : "quiet"}
                aria-pressed={status() === one}
                onClick={() => setStatus(one)}
              >
                {words().proctor.verdict.states[one]}
              </Button>
            )}
          </For>
        </div>
      }
    >
      <Loaded of={cases} onRetry={() => void refetch()}>
        {(rows) => {
          const sorted = createMemo(() =>
            groups
              .map((group) => ({ group, rows: rows().filter((row) => groupOf(row) === group) }))
              .filter((found) => found.rows.length > 0)
          )
          return (
            <Show
              when={sorted().length > 0}
              fallback={
                <Empty title={said().none}>
                  <p>{said().noneHint}</p>
                </Empty>
              }
            >
              <For each={sorted()}>
                {({ group, rows: those }) => (
                  <section class={styles["group"]} aria-labelledby={`cases-${group}`}>
                    <h2 id={`cases-${group}`}>{said().groups[group]}</h2>
                    <ul class={styles["rooms"]}>
                      <For each={those}>{(row) => <Case row={row} />}</For>
                    </ul>
                  </section>
                )}
              </For>
            </Show>
          )
        }}
      </Loaded>
    </Page>
  )
}
