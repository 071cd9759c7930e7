/** What this page tells proctors about what happens around it: only of an exam in a sitting, and only from the device that holds it. */
import { createEffect, createMemo, onCleanup } from "solid-js"
import { useHere } from "./here.ts"

export const isObserved = (view: { readonly type: string; readonly sittingId?: number }): boolean =>
  view.type === "exam" && view.sittingId !== undefined

export const observeRoom = (): void => {
  const { attempt, view, standing } = useHere()
  const isOn = createMemo(() => isObserved(view()) && standing()._tag === "Here")
  createEffect(() => {
    if (!isOn()) return
    const observation = attempt.observe({ document, window })
    onCleanup(() => observation.stop())
  })
}
