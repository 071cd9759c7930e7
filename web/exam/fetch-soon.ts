/**
 * What the room needs later is there before the connection may be gone, and after what is on the screen now. One piece after the
 * other, since a slow machine that takes them all at once does not answer a click meanwhile.
 */
import { onCleanup, onMount } from "solid-js"

/** What is on screen comes first, in ms. */
const first = 1_000

/** `pieces`: the `preload` of what is loaded `lazily`. One that can't be had now is asked for again by whoever needs it. */
export const fetchSoon = (...pieces: ReadonlyArray<() => Promise<void>>): void =>
  onMount(() => {
    const timer = setTimeout(() => void fetchAll(pieces), first)
    onCleanup(() => clearTimeout(timer))
  })

const fetchAll = async (pieces: ReadonlyArray<() => Promise<void>>): Promise<void> => {
  for (const piece of pieces) await piece()
}
