/**
 * The wall's rows: a grid as screen readers know it, of which only the rows in view are in the page; each says which of how many
 * it is. One row is in the order of tabs. Arrows go from row to row, the space bar selects, Enter opens.
 */
import { useNavigate } from "@solidjs/router"
import { createVirtualizer } from "@tanstack/solid-virtual"
import { createEffect, createMemo, createSignal, For, on, onCleanup, Show, type JSX } from "solid-js"
import type { WallOrder } from "../../client/index.ts"
import { words } from "../words/words.ts"
import { useRoom } from "./in-room.ts"
import { WallRow } from "./wall-row.tsx"
import styles from "./wall.module.css"

const columns = ["select", "learner", "state", "attention", "time", "answered", "question", "connection", "notes"] as const

const sortedBy: Readonly<Record<WallOrder, (typeof columns)[number]>> = {
  attention: "attention",
  name: "learner",
  time: "time",
  progress: "answered"
}

/** In px: a row until it was measured, and the head, which stands over the rows. */
const likelyHeight = 56
const headHeight = 44
const pageOfRows = 10
/** In ms: a pointer that crosses the edge has not left. */
const leavingMs = 300

export const WallGrid = (props: {
  readonly keys: ReadonlyArray<string>
  /** Before anything was filtered. */
  readonly total: number
  readonly order: WallOrder
  readonly chosen: string | undefined
  /** A row is pointed at, or gone through by the keys. */
  readonly onTouch: (touched: boolean) => void
}): JSX.Element => {
  const { sitting, selected, setSelected } = useRoom()
  const navigate = useNavigate()
  const said = () => words().proctor.wall
  const [isPointed, setPointed] = createSignal(false)
  const [hasFocus, setFocus] = createSignal(false)
  const [current, setCurrent] = createSignal<string>()
  let scroller: HTMLDivElement | undefined

  createEffect(on([isPointed, hasFocus], ([pointed, focused]) => props.onTouch(pointed || focused)))
  onCleanup(() => props.onTouch(false))

  const virtual = createVirtualizer<HTMLDivElement, HTMLDivElement>({
    get count() {
      return props.keys.length
    },
    get getItemKey() {
      const shown = props.keys
      return (index: number) => shown[index] ?? index
    },
    getScrollElement: () => scroller ?? null,
    estimateSize: () => likelyHeight,
    overscan: 6,
    scrollPaddingStart: headHeight,
    scrollPaddingEnd: headHeight
  })
  const places = createMemo(() => {
    const shown = props.keys
    return new Map(
      virtual.getVirtualItems().flatMap(({ index, start }) => {
        const key = shown[index]
        return key === undefined ? [] : [[key, { index, start }] as const]
      })
    )
  })
  const visible = createMemo(() => [...places().keys()])
  /** The one row that the Tab key comes to. */
  const reachable = createMemo(() => {
    const key = current()
    return key !== undefined && props.keys.includes(key) ? key : props.keys[0]
  })

  const focusOn = (key: string): boolean => {
    const row = scroller?.querySelector<HTMLElement>(`[data-key="${key}"]`)
    row?.focus({ preventScroll: true })
    return row != null
  }
  const goTo = (index: number): void => {
    const to = Math.max(0, Math.min(props.keys.length - 1, index))
    const key = props.keys[to]
    if (key === undefined) return
    setCurrent(key)
    virtual.scrollToIndex(to)
    // A row far away is not in the page before the list has scrolled.
    if (!focusOn(key)) requestAnimationFrame(() => requestAnimationFrame(() => focusOn(key)))
  }
  const toggle = (key: string): void => {
    setSelected((before) => {
      const next = new Set(before)
      if (!next.delete(key)) next.add(key)
      return next
    })
  }
  const addressOf = (key: string): string => `/rooms/${sitting()}/attempts/${key}`
  const onKey = (event: KeyboardEvent): void => {
    const key = event.target instanceof HTMLElement ? event.target.dataset["key"] : undefined
    if (key === undefined || event.altKey || event.ctrlKey || event.metaKey) return
    const at = props.keys.indexOf(key)
    const steps: Readonly<Record<string, () => void>> = {
      ArrowDown: () => goTo(at + 1),
      ArrowUp: () => goTo(at - 1),
      PageDown: () => goTo(at + pageOfRows),
      PageUp: () => goTo(at - pageOfRows),
      Home: () => goTo(0),
      End: () => goTo(props.keys.length - 1),
      " ": () => toggle(key),
      Enter: () => navigate(addressOf(key))
    }
    const step = Object.hasOwn(steps, event.key) ? steps[event.key] : undefined
    if (step === undefined) return
    event.preventDefault()
    step()
  }
  let leaving: ReturnType<typeof setTimeout> | undefined
  onCleanup(() => clearTimeout(leaving))

  return (
    <div class={styles["frame"]}>
      <div
        ref={(made) => (scroller = made)}
        class={styles["scroller"]}
        role="grid"
        tabindex="-1"
        aria-label={said().label}
        aria-rowcount={props.keys.length + 1}
        aria-colcount={columns.length}
        aria-multiselectable="true"
        onKeyDown={onKey}
        onPointerEnter={({ pointerType }) => {
          clearTimeout(leaving)
          // A finger is gone as soon as it has pressed.
          if (pointerType === "mouse") setPointed(true)
        }}
        onPointerLeave={() => {
          leaving = setTimeout(() => setPointed(false), leavingMs)
        }}
        onFocusIn={({ target }) => {
          const key = target instanceof HTMLElement ? target.dataset["key"] : undefined
          if (key !== undefined) setCurrent(key)
          // A press of the mouse leaves the focus behind; only who goes by the keys is held by it.
          setFocus(target.matches(":focus-visible"))
        }}
        onFocusOut={() => setFocus(false)}
      >
        <div role="rowgroup" class={styles["heads"]}>
          <div role="row" aria-rowindex="1" class={`${styles["row"]} ${styles["head"]}`}>
            <For each={columns}>
              {(column, index) => (
                <div
                  role="columnheader"
                  aria-colindex={index() + 1}
                  aria-sort={sortedBy[props.order] !== column ? undefined : column === "attention" ? "descending" : "ascending"}
                >
                  <span class={column === "select" ? "unseen" : undefined}>{said().columns[column]}</span>
                </div>
              )}
            </For>
          </div>
        </div>
        <div role="rowgroup" class={styles["rows"]} style={{ "block-size": `${virtual.getTotalSize()}px` }}>
          <For each={visible()}>
            {(key) => (
              <WallRow
                id={key}
                href={addressOf(key)}
                index={places().get(key)?.index ?? 0}
                start={places().get(key)?.start ?? 0}
                selected={selected().has(key)}
                chosen={props.chosen === key}
                reachable={reachable() === key}
                onToggle={() => toggle(key)}
                onMeasure={(row) => virtual.measureElement(row)}
              />
            )}
          </For>
        </div>
        <Show when={props.keys.length === 0}>
          <p class={styles["none"]}>{props.total === 0 ? said().empty : said().noneFits}</p>
        </Show>
      </div>
    </div>
  )
}
