/** Whether something really was on the screen: within the window, and the page in sight. What only lay in the document was not shown. */
import { onCleanup, onMount } from "solid-js"

export const whenSeen = (element: () => Element | undefined, seen: () => void): void =>
  onMount(() => {
    const target = element()
    if (target === undefined) return
    let isInside = false
    const look = (): void => {
      if (!isInside || document.visibilityState !== "visible") return
      stop()
      seen()
    }
    const observer = new IntersectionObserver(
      (entries) => {
        isInside = entries.some(({ isIntersecting }) => isIntersecting)
        look()
      },
      { threshold: 0.5 }
    )
    const stop = (): void => {
      observer.disconnect()
      document.removeEventListener("visibilitychange", look)
    }
    observer.observe(target)
    document.addEventListener("visibilitychange", look)
    onCleanup(stop)
  })
