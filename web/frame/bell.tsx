/** What has arrived, behind a bell that counts it. Who listens hears of it when they have finished what they are at. */
import { A } from "@solidjs/router"
import { createEffect, createMemo, createSignal, For, on, Show, type JSX } from "solid-js"
import type { Account } from "../../client/index.ts"
import { createActing } from "../parts/acting.ts"
import { Button } from "../parts/button.tsx"
import { Popover } from "../parts/popover.tsx"
import { Refused } from "../parts/refused.tsx"
import { Tag } from "../parts/tag.tsx"
import { dayAndTime } from "../parts/when.ts"
import { words } from "../words/words.ts"
import styles from "./bell.module.css"
import { follow } from "./follow.ts"
import { arrivals, type Arrived } from "./notices.ts"
import { createSeenResults } from "./seen-results.ts"
import { client } from "./stoa.ts"

const sentenceOf = ({ title, what }: Arrived): string => {
  const said = words().frame.bell
  return what._tag === "Announced" ? said.announced(title) : said.graded(title, what.percent, what.passed)
}

export const Bell = (props: { readonly of: Account }): JSX.Element => {
  const said = () => words().frame.bell
  const learner = follow(() => client.learner().view)
  const { seen, see } = createSeenResults(props.of.id)
  // With each beat of study the view changes, and mostly nothing has arrived: the list stays as it is, and the focus in it.
  const all = createMemo(
    () => {
      const now = learner()
      return now._tag === "Shown" ? arrivals(now.view, seen()) : undefined
    },
    undefined,
    { equals: (a, b) => JSON.stringify(a) === JSON.stringify(b) }
  )
  const fresh = () => (all() ?? []).filter(({ isNew }) => isNew)
  const [news, setNews] = createSignal("")
  // What was there when the page came is counted, not read out.
  createEffect(
    on(all, (now, before) => {
      if (now === undefined || before === undefined) return
      const arrived = now.filter(({ key, isNew }) => isNew && !before.some((known) => known.key === key))
      if (arrived.length > 0) setNews(arrived.map(sentenceOf).join(". "))
    })
  )
  const reading = createActing(async () => {
    see(fresh().flatMap(({ key, what }) => (what._tag === "Graded" ? [key] : [])))
    const announced = fresh().flatMap(({ what }) => (what._tag === "Announced" ? [what] : []))
    await Promise.all(announced.map(({ course, number }) => client.learner().readNotice(course, number)))
  })
  return (
    <>
      <Popover label={said().label(fresh().length)} opener={<Sign fresh={fresh().length} />}>
        {(close) => (
          <>
            <h2>{said().title}</h2>
            <Show when={(all() ?? []).length > 0} fallback={<p>{said().none}</p>}>
              <ul role="list" class={styles["notices"]}>
                <For each={all()}>
                  {(one) => (
                    <li>
                      <A
                        href={one.href}
                        onClick={() => {
                          if (one.what._tag === "Graded") see([one.key])
                          close()
                        }}
                      >
                        {sentenceOf(one)}
                      </A>
                      <p class={styles["when"]}>
                        {dayAndTime(one.at)}
                        <Show when={one.isNew}>
                          <Tag kind="info">{said().fresh}</Tag>
                        </Show>
                      </p>
                    </li>
                  )}
                </For>
              </ul>
              <Show when={fresh().length > 0}>
                <Button small busy={reading.busy()} onClick={() => void reading.run()}>
                  {said().readAll}
                </Button>
              </Show>
            </Show>
            <Refused error={reading.error()} />
          </>
        )}
      </Popover>
      <span role="status" class="unseen">
        {news()}
      </span>
    </>
  )
}

const Sign = (props: { readonly fresh: number }): JSX.Element => (
  <>
    <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true" class={styles["icon"]}>
      <path d="M12 3a6 6 0 0 0-6 6v4l-2 3v1h16v-1l-2-3V9a6 6 0 0 0-6-6Zm-2.5 15a2.5 2.5 0 0 0 5 0Z" />
    </svg>
    <Show when={props.fresh > 0}>
      <span class={styles["count"]} aria-hidden="true">
        {props.fresh}
      </span>
    </Show>
  </>
)
