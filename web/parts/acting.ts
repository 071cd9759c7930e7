/**
 * Something a press begins: one at a time, with what came of it. `run` never rejects; what went wrong is in `error`, and stays
 * until the next try.
 */
import { createSignal, type Accessor } from "solid-js"
import { StoaError } from "../../client/index.ts"

export interface Acting<Args extends ReadonlyArray<unknown>> {
  readonly busy: Accessor<boolean>
  readonly error: Accessor<StoaError | undefined>
  /** `true` where it went well. Does nothing while one is under way. */
  readonly run: (...args: Args) => Promise<boolean>
  readonly forget: () => void
}

export const createActing = <Args extends ReadonlyArray<unknown>>(act: (...args: Args) => Promise<unknown>): Acting<Args> => {
  const [busy, setBusy] = createSignal(false)
  const [error, setError] = createSignal<StoaError>()
  return {
    busy,
    error,
    forget: () => {
      setError(undefined)
    },
    run: async (...args) => {
      if (busy()) return false
      setBusy(true)
      setError(undefined)
      try {
        await act(...args)
        return true
      } catch (cause) {
        setError(StoaError.from(cause))
        return false
      } finally {
        setBusy(false)
      }
    }
  }
}
