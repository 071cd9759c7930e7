/**
 * Something that is read again whenever there is reason to, but not more often than every few seconds, however often there is one:
 * a name that is still missing after it was read stays a reason.
 */
import { onCleanup } from "solid-js"

const againAfterMs = 5_000

export interface Paced {
  readonly now: () => void
  readonly soon: () => void
}

export const createPaced = (read: () => void): Paced => {
  let timer: ReturnType<typeof setTimeout> | undefined
  let lastRead = 0
  const now = (): void => {
    clearTimeout(timer)
    timer = undefined
    lastRead = Date.now()
    read()
  }
  onCleanup(() => clearTimeout(timer))
  return {
    now,
    soon: () => {
      timer ??= setTimeout(now, Math.max(0, lastRead + againAfterMs - Date.now()))
    }
  }
}
