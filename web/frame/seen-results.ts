/** The results that somebody has seen in this browser, by the keys of their notices. */
import { createSignal } from "solid-js"

/** What is kept of them, the newest. */
const most = 500

const kept = (person: number): string => `stoa:results-seen:${person}`

const read = (person: number): ReadonlySet<string> => new Set((localStorage.getItem(kept(person)) ?? "").split(" "))

export const createSeenResults = (person: number) => {
  const [seen, setSeen] = createSignal(read(person))
  return {
    seen,
    see: (keys: ReadonlyArray<string>): void => {
      const all = new Set([...read(person), ...keys])
      localStorage.setItem(kept(person), [...all].slice(-most).join(" "))
      setSeen(all)
    }
  }
}
