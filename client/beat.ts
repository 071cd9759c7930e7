/**
 * "Still here": every two seconds, with the question on screen while an attempt is being sat. It is what a proctor's wall
 * knows about who is connected. Losing one is nothing; nothing durable hangs on it.
 */
import type { AttemptId, QuestionId } from "../protocol/ids.ts"
import type { Beat as BeatFrame } from "../protocol/live.ts"
import type { Connection } from "./connection.ts"
import type { Timers } from "./timers.ts"

export class Beat {
  readonly #connection: Connection
  readonly #timers: Timers
  #frame: BeatFrame = {}
  #everyMs: number | undefined
  #callOff: () => void = () => {}

  constructor(connection: Connection, timers: Timers) {
    this.#connection = connection
    this.#timers = timers
    connection.onState((state) => {
      this.#everyMs = state._tag === "Online" ? state.welcome.beatEveryMs : undefined
      this.#send()
    })
  }

  /** What is on screen, told at once and with every beat. */
  showing(attempt: AttemptId, question?: QuestionId): void {
    this.#frame = { attempt: { id: attempt, ...(question === undefined ? {} : { question }) } }
    this.#send()
  }

  /** The attempt is no longer on screen. */
  left(attempt: AttemptId): void {
    if (this.#frame.attempt?.id !== attempt) return
    this.#frame = {}
    this.#send()
  }

  #send(): void {
    this.#callOff()
    if (this.#everyMs === undefined) return
    this.#connection.send("beat", this.#frame)
    this.#callOff = this.#timers.after(this.#everyMs, () => this.#send())
  }
}
