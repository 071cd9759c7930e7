/**
 * Who is told of every link that has become durable. The journal knows them and keeps them in the same place as the
 * rows; whoever can rewrite one can rewrite the other. A witness keeps them elsewhere.
 *
 * A reference and not a service: scripts and tests commit without one, and nothing may hang on whether it works.
 */
import { Context } from "effect"

export interface Head {
  readonly actor: string
  readonly seq: number
  readonly chain: string
  /** What a person's result may hang on: to be kept elsewhere at once. */
  readonly weighty: boolean
}

export const Witness = Context.Reference<(head: Head) => void>("stoa/storage/Witness", { defaultValue: () => () => {} })

/** An exam handed in, ended by a proctor, or judged. */
const weightyEvents: ReadonlySet<unknown> = new Set(["Submitted", "Terminated", "VerdictGiven"])

/** `events`: encoded, as the journal takes them. */
export const isWeighty = (events: ReadonlyArray<unknown>): boolean =>
  events.some((event) => typeof event === "object" && event !== null && "_tag" in event && weightyEvents.has(event._tag))
