/** A course's progress board for its instructors: who is where, moving as they learn. */
import { A, useParams } from "@solidjs/router"
import { createEffect, createMemo, createResource, Show, Suspense, type JSX } from "solid-js"
import { CourseId } from "../../protocol/ids.ts"
import { follow } from "../frame/follow.ts"
import { client } from "../frame/stoa.ts"
import { Card } from "../parts/card.tsx"
import { serverNow } from "../parts/clock.ts"
import { idIn } from "../parts/id-in.ts"
import { known } from "../parts/loaded.tsx"
import { createPaced } from "../parts/paced.ts"
import { Page } from "../parts/page.tsx"
import { Shown } from "../parts/shown.tsx"
import { Empty, Loading } from "../parts/states.tsx"
import { lazily } from "../parts/lazily.tsx"
import { words } from "../words/words.ts"
import styles from "./board.module.css"
import { boardCounts } from "./board-lines.ts"
import { BoardTable } from "./board-table.tsx"
import { completionOverTime } from "./completion.ts"

const CompletionChart = lazily(() => import("./completion-chart.tsx"))

export default (): JSX.Element => {
  const parameters = useParams()
  const id = () => idIn(CourseId, parameters["id"])
  const [course] = createResource(id, (course) => client.rest.course(course))
  const [roster, { refetch }] = createResource(id, (course) => client.rest.roster(course))
  const board = follow(() => client.board(id()))
  const said = () => words().teach.board

  const names = createMemo(() => {
    const rows = known(roster) ?? []
    return new Map<number, string>(
      rows.map(({ user_id, first_name, last_name }) => [
        user_id,
        [first_name, last_name].filter((name) => name !== null).join(" ")
      ])
    )
  })
  const reading = createPaced(() => void refetch())
  // Somebody has enrolled since the names were read.
  createEffect(() => {
    const seen = board()
    if (roster.loading || seen._tag !== "Shown") return
    if ([...seen.rows.values()].some((row) => row.enrolled && !names().has(row.learnerId))) reading.soon()
  })

  const outline = () => known(course)

  return (
    <Page title={said().title(outline()?.title ?? "…")} aside={<A href={`/courses/${parameters["id"]}`}>{said().back}</A>}>
      <Shown of={board()} lines={6}>
        {(seen) => {
          const counts = createMemo(() => boardCounts(seen().rows.values()))
          // To the minute: the chart need not be drawn anew each second.
          const minute = createMemo(() => Math.ceil((serverNow() ?? Date.now()) / 60_000) * 60_000)
          const completion = createMemo(() => completionOverTime(seen().rows.values(), minute()))
          return (
            <Show
              when={counts().enrolled > 0}
              fallback={
                <Empty title={said().nobody}>
                  <p>{said().nobodyHint}</p>
                </Empty>
              }
            >
              <dl class={styles["counts"]}>
                <Count name={said().enrolled} value={String(counts().enrolled)} />
                <Count name={said().active} value={String(counts().active)} />
                <Count name={said().completed} value={String(counts().completed)} />
                <Count name={said().mean} value={`${counts().meanPercent} %`} />
              </dl>
              <Card>
                <h2>{said().chart}</h2>
                <Suspense fallback={<Loading lines={4} />}>
                  <CompletionChart of={completion()} />
                </Suspense>
              </Card>
              <BoardTable
                rows={seen().rows}
                nameOf={({ learnerId }) => names().get(learnerId) ?? said().unnamed(learnerId)}
                moduleTitle={(module) => outline()?.modules.find((one) => one.id === module)?.title}
              />
            </Show>
          )
        }}
      </Shown>
    </Page>
  )
}

const Count = (props: { readonly name: string; readonly value: string }): JSX.Element => (
  <div class={styles["count"]}>
    <dt>{props.name}</dt>
    <dd class="figures">{props.value}</dd>
  </div>
)
