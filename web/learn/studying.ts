/**
 * Tells the server that somebody is at work in a module: opens it, sends a beat every ten seconds while they are, and closes it when
 * they leave. Time counts by the server's clock when a beat arrives, so what could not be sent in time is not sent later; what was
 * watched meanwhile goes with the next one.
 */
import { createSignal, onCleanup, type Accessor } from "solid-js"
import type { Studied } from "../../client/index.ts"
import type { CourseId, ModuleId } from "../../protocol/ids.ts"
import type { Millis } from "../../protocol/time.ts"
import { client, connection } from "../frame/stoa.ts"

const every = 10_000
/** Who has not touched anything for so long has left the page open. Somebody who reads turns to the keys or the wheel before. */
const idle = 180_000

export interface Studying {
  /** Where the module was left, on whichever device. `null`: it was never entered. */
  readonly leftAt: Accessor<Millis | null | undefined>
}

export const createStudying = (work: {
  readonly course: CourseId
  readonly module: ModuleId
  readonly isAtWork: () => boolean
  readonly done: () => Studied
}): Studying => {
  const learner = client.learner()
  const [leftAt, setLeftAt] = createSignal<Millis | null>()
  let isOpen = false
  let isLeft = false
  let isBeating = false

  const open = async (): Promise<void> => {
    try {
      const { positionMs } = await learner.openModule(work.course, work.module)
      isOpen = !isLeft
      setLeftAt(() => positionMs ?? null)
    } catch (cause) {
      // What cannot be recorded can be looked at all the same.
      setLeftAt(null)
      throw cause
    }
  }
  const beat = async (): Promise<void> => {
    if (!isOpen || isBeating || connection()._tag !== "Online") return
    isBeating = true
    try {
      await learner.study(work.course, work.module, work.done())
    } finally {
      isBeating = false
    }
  }
  const close = async (): Promise<void> => {
    if (!isOpen) return
    isOpen = false
    await learner.closeModule(work.course, work.module, work.done())
  }
  // None of these is anybody's to mend: a module that was taken away or closed says so where it is shown.
  const quietly = (act: () => Promise<void>) => () => void act().catch(() => {})

  const timer = setInterval(() => {
    if (document.visibilityState === "visible" && work.isAtWork()) quietly(beat)()
  }, every)
  // A phone may end a page that is not seen without another word: its place is kept now.
  const turned = () => {
    if (document.visibilityState === "hidden") quietly(beat)()
  }
  // A page that is gone back to may come as it was left, and goes on.
  const shown = (event: PageTransitionEvent) => {
    if (event.persisted) quietly(open)()
  }
  const left = quietly(close)
  document.addEventListener("visibilitychange", turned)
  globalThis.addEventListener("pageshow", shown)
  globalThis.addEventListener("pagehide", left)
  onCleanup(() => {
    isLeft = true
    clearInterval(timer)
    document.removeEventListener("visibilitychange", turned)
    globalThis.removeEventListener("pageshow", shown)
    globalThis.removeEventListener("pagehide", left)
    left()
  })
  quietly(open)()
  return { leftAt }
}

const touches = ["pointerdown", "pointermove", "keydown", "wheel", "touchmove", "scroll"] as const

/** Whether somebody is there who reads. */
export const createPresent = (): (() => boolean) => {
  let touchedAt = performance.now()
  const touched = () => {
    touchedAt = performance.now()
  }
  for (const touch of touches) document.addEventListener(touch, touched, { passive: true })
  onCleanup(() => {
    for (const touch of touches) document.removeEventListener(touch, touched)
  })
  return () => performance.now() - touchedAt < idle
}
