/**
 * The client's copy of something that lives on the server: where it stands, and how the next message moves it. Pure: it
 * neither asks nor waits. A message that does not continue where it stands is `broken`, and then the whole has to be
 * asked for again; nothing is ever patched over a gap.
 */
import type { Ended, SubscribedActor, SubscribedFeed, SubscribeFrame, Tide, UnsubscribeFrame } from "../protocol/live.ts"

export type Step =
  /** It moved. */
  | "changed"
  /** It was there already. */
  | "known"
  /** Something before it is missing. */
  | "broken"
  /** It does not fit the Schema: server and client do not speak the same version. */
  | "unreadable"

export interface Replica<Seen> {
  readonly name: string
  /** What is seen; `undefined` before the first whole. */
  readonly seen: Seen | undefined
  readonly subscribe: () => SubscribeFrame
  readonly unsubscribe: UnsubscribeFrame
  /** The answer to `subscribe`, or an unasked snapshot: the whole, or all that was missed. */
  readonly take: (whole: SubscribedActor | SubscribedFeed) => Step
  /** The payload of a `publication` or a `feed`, if it is about this. */
  readonly change: (payload: unknown) => Step
  /** Where it stands against what the server says is newest. A lost last message shows in no other way. */
  readonly standing: (tide: Tide) => "level" | "behind" | "unmentioned"
  /** The position means nothing any more: the next subscription starts from nothing. */
  readonly lost: (reason: Ended["reason"]) => void
}
