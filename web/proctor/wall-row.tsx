/** One learner on the wall. What shows is worked out of the row's own signal, so that a change touches its own words only. */
import { A } from "@solidjs/router"
import { createMemo, For, onMount, Show, type JSX } from "solid-js"
import { stageOf, type Attention, type WallLine } from "../../client/index.ts"
import { Tag, type TagKind } from "../parts/tag.tsx"
import { countdown, lengthOf, timeOfDay } from "../parts/when.ts"
import { words } from "../words/words.ts"
import { useRoom } from "./in-room.ts"
import styles from "./wall.module.css"

const kinds: Readonly<Record<Attention, TagKind>> = {
  locked: "bad",
  paused: "warn",
  hand: "info",
  unanswered: "info",
  time_unseen: "warn",
  flags: "warn",
  signals: "plain",
  connection: "warn",
  little_time: "plain"
}

/** A sign in words, with what it is about where that is short. */
const signOf = (sign: Attention, { row, connection }: WallLine): string => {
  const said = words().proctor
  switch (sign) {
    case "unanswered":
      return said.signs.unanswered(row.unanswered)
    case "flags":
      return said.signs.flags(row.flags)
    case "signals":
      return row.lastSignal === null ? said.signs.signals : said.signals[row.lastSignal.kind]
    case "connection":
      return said.connections[connection]
    case "locked":
    case "paused":
    case "hand":
    case "time_unseen":
    case "little_time":
      return said.signs[sign]
  }
}

const sameSigns = (a: ReadonlyArray<readonly [Attention, string]>, b: ReadonlyArray<readonly [Attention, string]>): boolean =>
  a.length === b.length && a.every(([sign, text], index) => sign === b[index]?.[0] && text === b[index]?.[1])

export const WallRow = (props: {
  readonly id: string
  readonly href: string
  readonly index: number
  readonly start: number
  readonly selected: boolean
  /** Looked at beside the wall. */
  readonly chosen: boolean
  readonly reachable: boolean
  readonly onToggle: () => void
  readonly onMeasure: (row: HTMLDivElement) => void
}): JSX.Element => {
  const { lines } = useRoom()
  const said = () => words().proctor
  const line = () => lines.line(props.id)
  let element: HTMLDivElement | undefined
  onMount(() => {
    if (element !== undefined) props.onMeasure(element)
  })
  const signs = createMemo(
    () => {
      const of = line()
      return of === undefined ? [] : of.attention.map((sign) => [sign, signOf(sign, of)] as const)
    },
    [],
    { equals: sameSigns }
  )
  const time = (): string => {
    const ms = line()?.timeLeftMs
    return ms === undefined ? "" : countdown(ms)
  }
  const answered = (): string => `${line()?.row.answered ?? 0}/${line()?.row.total ?? 0}`
  const connection = () => line()?.connection ?? "never"
  /** Who is done has left the room, whatever their browser still does. */
  const isOver = () => stageOf(line()?.row.state ?? "waiting") === "over"
  const notes = createMemo(() => {
    const of = line()
    return of === undefined ? "" : notesOf(of)
  })
  return (
    <div
      ref={(made) => (element = made)}
      role="row"
      class={`${styles["row"]} ${styles["learner"]}`}
      classList={{ [styles["selected"] ?? ""]: props.selected, [styles["here"] ?? ""]: props.chosen }}
      style={{ transform: `translateY(${props.start}px)` }}
      data-index={props.index}
      data-key={props.id}
      aria-rowindex={props.index + 2}
      aria-selected={props.selected}
      aria-current={props.chosen ? "true" : undefined}
      tabindex={props.reachable ? 0 : -1}
    >
      <div role="gridcell" aria-colindex="1" class={styles["select"]}>
        <label class={styles["tick"]}>
          <input
            type="checkbox"
            tabindex="-1"
            checked={props.selected}
            onChange={() => props.onToggle()}
            aria-label={said().wall.selectOne(line()?.name ?? "")}
          />
        </label>
      </div>
      <div role="rowheader" aria-colindex="2" class={styles["name"]}>
        <A href={props.href} tabindex="-1">
          {line()?.name}
        </A>
        <Show when={(line()?.row.number ?? 1) > 1}>
          <span class="note"> {said().wall.number(line()?.row.number ?? 1)}</span>
        </Show>
      </div>
      <div role="gridcell" aria-colindex="3" class={styles["state"]}>
        {said().states[line()?.row.state ?? "waiting"]}
      </div>
      <div role="gridcell" aria-colindex="4" class={styles["signs"]}>
        <For each={signs()}>{([sign, text]) => <Tag kind={kinds[sign]}>{text}</Tag>}</For>
      </div>
      <div role="gridcell" aria-colindex="5" class={`${styles["time"]} figures`}>
        <span class={styles["label"]}>{said().wall.columns.time} </span>
        {time()}
        <Show when={line()?.standsStill === true}>
          <span class="note"> {said().wall.still}</span>
        </Show>
      </div>
      <div role="gridcell" aria-colindex="6" class={`${styles["answered"]} figures`}>
        <span class={styles["label"]}>{said().wall.columns.answered} </span>
        {answered()}
      </div>
      <div role="gridcell" aria-colindex="7" class={styles["question"]}>
        <Show when={isOver() ? undefined : line()?.question}>
          {(question) => (
            <>
              <span class={styles["label"]}>{said().wall.columns.question} </span>
              {question()}
            </>
          )}
        </Show>
      </div>
      <div role="gridcell" aria-colindex="8" class={styles["connection"]}>
        <Show when={!isOver()}>
          <span class={`${styles["dot"]} ${styles[connection()]}`} aria-hidden="true" />
          {said().connections[connection()]}
        </Show>
      </div>
      <div role="gridcell" aria-colindex="9" class={styles["notes"]}>
        {notes()}
      </div>
    </div>
  )
}

/** What is no call for anybody, and good to know all the same. */
const notesOf = ({ row, gapMs }: WallLine): string => {
  const said = words().proctor.notes
  return [
    row.unconfirmed > 0 ? [said.unconfirmed(row.unconfirmed)] : [],
    row.late > 0 ? [said.late(row.late)] : [],
    row.device !== null && row.device.changes > 0 ? [said.devices(row.device.changes)] : [],
    row.check === "poor" ? [said.checkPoor] : [],
    // A minute is what one report may be late.
    gapMs >= 60_000 ? [said.gap(lengthOf(gapMs))] : [],
    row.submittedAt === null ? [] : [said.submitted(timeOfDay(row.submittedAt))]
  ]
    .flat()
    .join(" · ")
}
