/** The rooms one may watch: those open at the moment first, then what comes, then what is past. */
import { A } from "@solidjs/router"
import { createMemo, createResource, createSignal, For, Show, type JSX } from "solid-js"
import type { SittingPlan } from "../../protocol/rest/schedule.ts"
import { client } from "../frame/stoa.ts"
import { Button } from "../parts/button.tsx"
import { serverNow } from "../parts/clock.ts"
import { Loaded } from "../parts/loaded.tsx"
import { Page } from "../parts/page.tsx"
import { Empty } from "../parts/states.tsx"
import { Tag } from "../parts/tag.tsx"
import { dayAndTime, lengthOf, soonMs } from "../parts/when.ts"
import { words } from "../words/words.ts"
import styles from "./rooms.module.css"

const pageSize = 100

const phases = ["open", "scheduled", "closed"] as const

const Room = (props: { readonly plan: SittingPlan }): JSX.Element => {
  const said = () => words().proctor.rooms
  const opensIn = () => Date.parse(props.plan.opens_at) - (serverNow() ?? Date.now())
  return (
    <li class={styles["room"]}>
      <div class={styles["what"]}>
        <A href={`/rooms/${props.plan.id}`} class={styles["title"]}>
          {props.plan.title}
        </A>
        <Show when={props.plan.room}>{(room) => <span class="note">{room()}</span>}</Show>
      </div>
      <p class={styles["when"]}>
        <span>{dayAndTime(props.plan.opens_at)}</span>
        <Show when={props.plan.closes_at}>{(closes) => <span> – {dayAndTime(closes())}</span>}</Show>
        <Show when={props.plan.status === "scheduled" && opensIn() > 0 && opensIn() < soonMs}>
          <span class="note"> · {said().opensIn(lengthOf(opensIn()))}</span>
        </Show>
      </p>
      <p class="note">
        {props.plan.learners === null ? said().everyone : said().invited(props.plan.learners.length)}
        {" · "}
        {said().proctors(props.plan.proctors.length)}
      </p>
      <Tag kind={props.plan.status === "open" ? "good" : props.plan.status === "scheduled" ? "info" : "plain"}>
        {words().proctor.phases[props.plan.status]}
      </Tag>
    </li>
  )
}

export default (): JSX.Element => {
  const [pages, setPages] = createSignal(1)
  const [plans, { refetch }] = createResource(pages, async (count) => {
    const read = await Promise.all(Array.from({ length: count }, (_, page) => client.rest.sittings({ page: page + 1 })))
    return { plans: read.flat(), more: read.at(-1)?.length === pageSize }
  })
  const said = () => words().proctor.rooms
  return (
    <Page title={words().frame.rooms}>
      <Loaded of={plans} onRetry={() => void refetch()}>
        {(loaded) => {
          const groups = createMemo(() =>
            phases
              .map((phase) => {
                const those = loaded().plans.filter(({ status }) => status === phase)
                // What comes next stands first.
                return { phase, plans: phase === "scheduled" ? those.toReversed() : those }
              })
              .filter(({ plans }) => plans.length > 0)
          )
          return (
            <Show
              when={groups().length > 0}
              fallback={
                <Empty title={said().none}>
                  <p>{said().noneHint}</p>
                </Empty>
              }
            >
              <For each={groups()}>
                {({ phase, plans }) => (
                  <section class={styles["group"]} aria-labelledby={`rooms-${phase}`}>
                    <h2 id={`rooms-${phase}`}>{said().groups[phase]}</h2>
                    <ul class={styles["rooms"]}>
                      <For each={plans}>{(plan) => <Room plan={plan} />}</For>
                    </ul>
                  </section>
                )}
              </For>
              <Show when={loaded().more}>
                <div>
                  <Button onClick={() => setPages((count) => count + 1)} busy={plans.loading}>
                    {said().more}
                  </Button>
                </div>
              </Show>
            </Show>
          )
        }}
      </Loaded>
    </Page>
  )
}
