/** A lesson to be read, with a way back to the line where it was left, here or on another device. */
import { createEffect, createSignal, on, Show, Suspense, type JSX } from "solid-js"
import type { CourseId, ModuleId } from "../../protocol/ids.ts"
import { millis } from "../../protocol/time.ts"
import { Button } from "../parts/button.tsx"
import { lazily } from "../parts/lazily.tsx"
import { Loading } from "../parts/states.tsx"
import { words } from "../words/words.ts"
import styles from "./lesson.module.css"
import { createPresent, createStudying } from "./studying.ts"

const Markdown = lazily(() => import("./markdown.tsx"))

/** Thousandths of the text: its length on the screen differs from device to device. */
const whole = 1_000

/** `recorded: false`: by staff, who do not study. */
export const Reading = (props: {
  readonly course: CourseId
  readonly module: ModuleId
  readonly title: string
  readonly text: string
  readonly recorded: boolean
}): JSX.Element => {
  let text: HTMLDivElement | undefined
  const [goOn, setGoOn] = createSignal<number>()
  /** How far the text has gone up past the middle of the window. */
  const read = (): number => {
    const box = text?.getBoundingClientRect()
    if (box === undefined || box.height === 0) return 0
    return Math.round(Math.min(1, Math.max(0, (innerHeight / 2 - box.top) / box.height)) * whole)
  }
  if (props.recorded) {
    const isAtWork = createPresent()
    const { leftAt } = createStudying({
      course: props.course,
      module: props.module,
      isAtWork,
      done: () => ({ positionMs: millis(read()) })
    })
    // Near the beginning or the end there is nothing to look for.
    createEffect(on(leftAt, (at) => setGoOn(at != null && at > whole / 10 && at < whole * 0.9 ? at : undefined)))
  }
  const scroll = (to: number): void => {
    const box = text?.getBoundingClientRect()
    if (box === undefined) return
    const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches
    const top = scrollY + box.top + (to / whole) * box.height - innerHeight / 2
    globalThis.scrollTo({ top, behavior: isCalm ? "auto" : "smooth" })
  }
  return (
    <>
      <Show when={goOn()}>
        {(at) => (
          <div>
            <Button
              small
              onClick={() => {
                scroll(at())
                setGoOn(undefined)
              }}
            >
              {words().learn.lesson.goOnReading}
            </Button>
          </div>
        )}
      </Show>
      <div ref={(made) => (text = made)} class={styles["text"]}>
        <Suspense fallback={<Loading lines={8} />}>
          <Markdown text={props.text} title={props.title} />
        </Suspense>
      </div>
    </>
  )
}
