/**
 * Whether something really was on the screen: within the window, the page in sight, and no dialog over it. What only lay in the document
 * was not shown.
 */
import { onCleanup, onMount } from "solid-js"

const everyHundredth = Array.from({ length: 101 }, (_, index) => index / 100)

/** The height there is for it: the window's, or that of what it scrolls in, where it is longer than either. */
const roomFor = (target: Element): number => {
  let room = window.innerHeight
  for (let around = target.parentElement; around !== null; around = around.parentElement)
    if (getComputedStyle(around).overflowY !== "visible") room = Math.min(room, around.clientHeight)
  return room
}

const dialogOver = (target: Element): Element | undefined =>
  [...document.querySelectorAll("dialog:modal")].find((dialog) => !dialog.contains(target))

/**
 * Once. What it returns says that it was seen: for who confirms that they have read it. The word on it waits for a connection like any
 * other; one that is refused is nothing to a learner who has read what there was to read, and staff see on the wall that it is missing.
 */
export const whenSeen = (element: () => Element | undefined, seen: () => Promise<void> | undefined): (() => void) => {
  let isTold = false
  let stop = (): void => {}
  const tell = (): void => {
    stop()
    if (isTold) return
    isTold = true
    seen()?.catch(() => {})
  }
  onMount(() => {
    const target = element()
    if (target === undefined) return
    const ends = new AbortController()
    let isInside = false
    const look = (): void => {
      if (!isInside || document.visibilityState !== "visible") return
      const over = dialogOver(target)
      // At the dialog itself: it may have left the document by the time it says that it was closed.
      if (over === undefined) tell()
      else over.addEventListener("close", look, { once: true, signal: ends.signal })
    }
    const observer = new IntersectionObserver(
      (entries) => {
        const now = entries.at(-1)
        if (now === undefined) return
        const enough = Math.min(now.boundingClientRect.height, roomFor(target)) / 2
        isInside = now.isIntersecting && now.intersectionRect.height >= enough
        look()
      },
      { threshold: everyHundredth }
    )
    stop = () => {
      observer.disconnect()
      ends.abort()
    }
    observer.observe(target)
    document.addEventListener("visibilitychange", look, { signal: ends.signal })
    onCleanup(stop)
  })
  return tell
}
