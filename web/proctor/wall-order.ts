/**
 * Which rows are shown, and in what order. Whoever needs a proctor comes first; but a row that moves away just as somebody
 * presses it does harm in an exam. So rows are put in order every other second at most, and not at all while one is pointed at,
 * has the focus or is selected: then they stay, new ones come last, and the page says that it waits.
 */
import { createEffect, createSignal, on, onCleanup, untrack, type Accessor } from "solid-js"
import { filterWall, sortWall, type WallFilter, type WallOrder } from "../../client/index.ts"
import type { WallLines } from "./wall-lines.ts"

const paceMs = 2_000

export interface Asked {
  readonly filter: WallFilter
  readonly order: WallOrder
}

export interface Ordered {
  readonly keys: Accessor<ReadonlyArray<string>>
  /** The order waits, and would be another. */
  readonly waits: Accessor<boolean>
  readonly sortNow: () => void
}

const same = (a: ReadonlyArray<string>, b: ReadonlyArray<string>): boolean =>
  a.length === b.length && a.every((key, index) => key === b[index])

export const createWallOrder = (lines: WallLines, asked: Accessor<Asked>, isHeld: Accessor<boolean>): Ordered => {
  const [keys, setKeys] = createSignal<ReadonlyArray<string>>([], { equals: same })
  const [waits, setWaits] = createSignal(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  let sortedAt = -Infinity

  const wanted = (): ReadonlyArray<string> => {
    const { filter, order } = asked()
    return sortWall(filterWall(lines.all(), filter), order).map(({ key }) => key)
  }
  const sort = (): void => {
    clearTimeout(timer)
    timer = undefined
    const next = untrack(wanted)
    // Whoever comes first is shown at once.
    sortedAt = next.length === 0 ? -Infinity : performance.now()
    setKeys(next)
    setWaits(false)
  }
  /** In the order there is, what came new at the end. */
  const hold = (): void => {
    sortedAt = performance.now()
    const next = untrack(wanted)
    const shown = untrack(keys)
    const known = new Set(shown)
    const all = [...shown, ...next.filter((key) => !known.has(key))]
    setKeys(all)
    setWaits(!same(all, next))
  }
  const sortSoon = (): void => {
    if (timer !== undefined) return
    timer = setTimeout(
      () => {
        timer = undefined
        if (untrack(isHeld)) hold()
        else sort()
      },
      Math.max(0, sortedAt + paceMs - performance.now())
    )
  }
  createEffect(on(lines.all, sortSoon))
  // Who asks for another order or another part sees it at once.
  createEffect(on(asked, sort))
  createEffect(
    on(isHeld, (held) => {
      if (!held) sortSoon()
    })
  )
  onCleanup(() => clearTimeout(timer))
  return { keys, waits, sortNow: sort }
}
