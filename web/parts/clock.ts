/** The server's time as a signal that moves once a second, on its seconds, so that all countdowns of a page change together. */
import { createSignal, type Accessor } from "solid-js"
import { client } from "../frame/stoa.ts"
import type { Instant } from "../../protocol/time.ts"

const [now, setNow] = createSignal<Instant | undefined>(client.clock.now())
const tick = (): void => {
  const at = client.clock.now()
  setNow(() => at)
  setTimeout(tick, 1_000 - ((at ?? Date.now()) % 1_000))
}
tick()

/** `undefined` before the server was heard of; known at once when it is, or when it can be supposed. */
export const serverNow: Accessor<Instant | undefined> = () => now() ?? client.clock.now()
