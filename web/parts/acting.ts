/**
 * Something a press begins: one at a time, with what came of it. `run` never rejects; what went wrong is in `error`, and stays
 * until the next try.
 */
import { createSignal, onCleanup, type Accessor } from "solid-js"
import { StoaError } from "../../client/index.ts"
import { sentenceOf } from "../words/refusal.ts"

export interface Acting<Args extends ReadonlyArray<unknown>> {
  readonly busy: Accessor<boolean>
  readonly error: Accessor<StoaError | undefined>
  /** What is to say at one field. Who asks shows it there, and `general` leaves it out. */
  readonly about: (field: string) => string | undefined
  /** What is not said at a field. */
  readonly general: Accessor<StoaError | undefined>
  /** `true` where it went well. Does nothing while one is under way. */
  readonly run: (...args: Args) => Promise<boolean>
  readonly forget: () => void
}

const told = new WeakSet<StoaError>()
/** Whoever pressed was still there to be shown it. */
export const isTold = (error: StoaError): boolean => told.has(error)

export const createActing = <Args extends ReadonlyArray<unknown>>(act: (...args: Args) => Promise<unknown>): Acting<Args> => {
  const [busy, setBusy] = createSignal(false)
  const [error, setError] = createSignal<StoaError>()
  const fields = new Set<string | undefined>()
  let isGone = false
  onCleanup(() => (isGone = true))
  return {
    busy,
    error,
    about: (field) => {
      fields.add(field)
      const now = error()
      return now?.field === field ? sentenceOf(now) : undefined
    },
    general: () => (fields.has(error()?.field) ? undefined : error()),
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
        const refusal = StoaError.from(cause)
        if (!isGone) told.add(refusal)
        setError(refusal)
        return false
      } finally {
        setBusy(false)
      }
    }
  }
}
