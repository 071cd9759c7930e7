/**
 * Which stretches of a video went by, from where its playhead was seen. Between two sights the video ran if the playhead moved on
 * by no more than it can have; a jump begins another stretch, and what was jumped over was not watched.
 */
import type { Stretch } from "../../protocol/learner.ts"
import { millis } from "../../protocol/time.ts"

/** Players tell their playhead about four times a second; at double speed and with a hiccup that is less than this, in ms. */
const furthest = 2_000
/** What one beat may carry. */
const mostStretches = 20

export class Watched {
  #past: Array<{ readonly from: number; readonly to: number }> = []
  #from: number | undefined
  #to = 0

  /** The playhead, in ms of the video, while it plays. */
  sight(at: number): void {
    const here = Math.floor(at)
    if (this.#from !== undefined && here >= this.#to && here - this.#to <= furthest) {
      this.#to = here
      return
    }
    this.cut()
    this.#from = here
    this.#to = here
  }

  /** The video stopped, or its playhead was moved. */
  cut(): void {
    if (this.#from !== undefined && this.#to > this.#from) this.#past.push({ from: this.#from, to: this.#to })
    this.#from = undefined
  }

  /** What went by since this was last asked; the stretch under way goes on. More than a beat can carry is for the next. */
  take(): ReadonlyArray<Stretch> {
    const at = this.#from === undefined ? undefined : this.#to
    this.cut()
    if (at !== undefined) this.#from = at
    return this.#past.splice(0, mostStretches).map(({ from, to }) => ({ fromMs: millis(from), toMs: millis(to) }))
  }
}
