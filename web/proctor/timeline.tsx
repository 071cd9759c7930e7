/**
 * Everything that happened in an attempt, in the order in which it took effect. Read it by its order: a device's own clock is
 * shown where it said something else than the server's, and proves nothing.
 */
import { createEffect, createMemo, createSignal, For, on, onCleanup, Show, type JSX } from "solid-js"
import type { AttemptId, UserId } from "../../protocol/ids.ts"
import type { TimelineEntry } from "../../protocol/rest/timeline.ts"
import { client } from "../frame/stoa.ts"
import { createActing } from "../parts/acting.ts"
import { Refused } from "../parts/refused.tsx"
import { timeOfDay } from "../parts/when.ts"
import { words } from "../words/words.ts"
import { eventText } from "./event-words.ts"
import styles from "./standing.module.css"

/** In ms; a learner at work changes the view at every answer. */
const paceMs = 2_000
/** Clocks that differ by less tell nothing. */
const ofNoMatterMs = 5_000

export const Timeline = (props: {
  readonly attempt: AttemptId
  /** Something that changes when the attempt does. */
  readonly changed: object
  readonly nameOf: (id: UserId) => string
}): JSX.Element => {
  const said = () => words().proctor.timeline
  const [isOpen, setOpen] = createSignal(false)
  const [entries, setEntries] = createSignal<ReadonlyArray<TimelineEntry>>([])
  let timer: ReturnType<typeof setTimeout> | undefined

  const reading = createActing(async (attempt: AttemptId) => {
    for (;;) {
      const read = await client.rest.timeline(attempt, entries().at(-1)?.seq ?? 0)
      if (attempt !== props.attempt) return
      setEntries((before) => [...before, ...read.entries])
      if (read.next === null) return
    }
  })
  /** The view as it is, to notice when it is another; of no interest while the record is not looked at. */
  const changes = createMemo(() => (isOpen() ? JSON.stringify(props.changed) : undefined))
  createEffect(
    on(
      () => props.attempt,
      () => setEntries([])
    )
  )
  createEffect(
    on(changes, (state) => {
      if (state === undefined) return
      timer ??= setTimeout(
        () => {
          timer = undefined
          void reading.run(props.attempt)
        },
        entries().length === 0 ? 0 : paceMs
      )
    })
  )
  onCleanup(() => clearTimeout(timer))

  const by = ({ by }: TimelineEntry): string => {
    switch (by.kind) {
      case "person":
        return props.nameOf(by.user_id)
      case "actor":
        return said().actor(by.actor.slice(0, by.actor.indexOf("/")))
      case "engine":
        return said().engine
    }
  }
  const claimed = (entry: TimelineEntry): string | undefined => {
    const { claimed_at } = entry
    if (claimed_at === null || Math.abs(Date.parse(claimed_at) - Date.parse(entry.received_at)) < ofNoMatterMs) return undefined
    return claimed_at
  }
  return (
    <details class={styles["part"]} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{said().title}</summary>
      <Refused error={reading.error()} />
      <ol class={styles["plain"]} reversed>
        <For each={entries().toReversed()}>
          {(entry) => (
            <li>
              <span class="figures">{timeOfDay(entry.at)}</span> · {by(entry)}
              <For each={entry.events}>{(event) => <p>{eventText(event, props.nameOf)}</p>}</For>
              <Show when={claimed(entry)}>{(at) => <p class="note">{said().claimed(timeOfDay(at()))}</p>}</Show>
            </li>
          )}
        </For>
      </ol>
    </details>
  )
}
