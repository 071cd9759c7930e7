/**
 * The learner's client saying "this was shown": a change of time, a message. Staff see on the wall what was not. Each is said
 * once for as long as the page lives; what got lost on the way is the outbox's to repeat, and what was refused may be said again.
 */
import type { AttemptCommand, AttemptTakerView } from "../protocol/attempt.ts"
import type { Commands } from "./commands.ts"

export class Acknowledgements {
  readonly #commands: Commands<AttemptCommand>
  readonly #lane: string
  readonly #said = new Map<string, Promise<void>>()

  /** `lane`: the attempt's. What is said here must not hold up answers, nor wait for them. */
  constructor(commands: Commands<AttemptCommand>, lane: string) {
    this.#commands = commands
    this.#lane = lane
  }

  time(change: number): Promise<void> {
    // Whoever saw a later change needs no word on an earlier one.
    const how = { lane: `${this.#lane}:time`, replaces: true }
    return this.#once(`time ${change}`, () => this.#commands.order({ _tag: "AcknowledgeTime", change }, how))
  }

  message(message: number): Promise<void> {
    const how = { lane: `${this.#lane}:message/${message}` }
    return this.#once(`message ${message}`, () => this.#commands.order({ _tag: "ConfirmMessage", message }, how))
  }

  /** Everything in the view that awaits a word. */
  all(view: Pick<AttemptTakerView, "timeChange" | "messages">): void {
    const { timeChange, messages } = view
    const unsaid = timeChange !== undefined && timeChange.acknowledgedAt === undefined ? [this.time(timeChange.n)] : []
    for (const [number, { from, confirmedAt }] of Object.entries(messages)) {
      if (from === "staff" && confirmedAt === undefined) unsaid.push(this.message(Number(number)))
    }
    // A refusal is told by the outbox like any other.
    for (const said of unsaid) said.catch(() => {})
  }

  #once(what: string, say: () => Promise<void>): Promise<void> {
    const known = this.#said.get(what)
    if (known !== undefined) return known
    const said = say()
    this.#said.set(what, said)
    said.catch(() => this.#said.delete(what))
    return said
  }
}
