/** An attempt on its sitting's wall: one row, whole, published with each event that changes it. */
import type { WallRow } from "../../protocol/attempt.ts"
import type { FeedRef } from "../../protocol/live.ts"
import { instant } from "../../protocol/time.ts"
import type { FeedChange } from "../actor.ts"
import type { Attempt, AttemptActorState, AttemptEvent } from "./contract.ts"
import { unanswered, unconfirmed } from "./conversation.ts"
import { leftAtStandstill } from "./deadline.ts"
import { movesOf } from "./device.ts"
import { gapsOf, openFlags, unseenSince } from "./watching.ts"

/** A preview is on nobody's wall. */
const wallOf = ({ sittingId, preview }: Attempt): FeedRef | undefined =>
  sittingId === null || preview ? undefined : { feed: "wall", id: sittingId }

export const feeds = (event: AttemptEvent, state: AttemptActorState): ReadonlyArray<FeedChange> => {
  if (state._tag === "Absent" || hidden.has(event._tag)) return []
  const feed = wallOf(state)
  return feed === undefined ? [] : [{ feed, key: String(state.attemptId), row: wallRow(state) }]
}

/** What changes nothing that a row tells. A report in which nothing happened does: its gap grows from then on. */
const hidden: ReadonlySet<AttemptEvent["_tag"]> = new Set(["LetIn", "PasswordMissed", "LateLapsed", "Answered"])

/** Who has handed in has left the room, connected or not (W4). */
export const presence = (state: AttemptActorState): { readonly feed: FeedRef; readonly key: string } | undefined => {
  if (state._tag === "Absent" || !present.has(state.state)) return undefined
  const feed = wallOf(state)
  return feed === undefined ? undefined : { feed, key: String(state.attemptId) }
}

const present: ReadonlySet<Attempt["state"]> = new Set(["waiting", "in_progress", "paused", "ended"])

export const wallRow = (state: Attempt): WallRow => {
  const { timeChange, holder } = state
  const unseen = unseenSince(state)
  const lastAct = state.acts[String(state.actCount)]
  return {
    attemptId: state.attemptId,
    learnerId: state.userId,
    number: state.number,
    state: state.state,
    answered: state.answered,
    total: state.asked.length,
    startedAt: state.ledger?.start ?? null,
    deadline: state.deadline,
    standstill: standstill(state),
    late: state.lateQuestions,
    submittedAt: state.submittedAt,
    handRaised: state.handRaised,
    signals: { ...state.watch.counts },
    lastSignal: lastSignal(state),
    gapMs: gapsOf(state),
    ...(unseen === undefined ? {} : { unseenSince: unseen }),
    flags: openFlags(state),
    unconfirmed: unconfirmed(state),
    unanswered: unanswered(state),
    timeChange:
      timeChange === null ? null : { n: timeChange.n, at: timeChange.at, acknowledged: timeChange.acknowledgedAt !== undefined },
    device: holder === null ? null : { epoch: holder.epoch, since: holder.since, changes: movesOf(state) },
    check: state.check?.result ?? null,
    lastAct: lastAct === undefined ? null : { what: lastAct.what, by: lastAct.by, at: lastAct.at }
  }
}

/** Since the first of what holds it; the time left does not depend on when the pauses are thought to end (T8). */
const standstill = ({ standstill: held, ledger }: Attempt): WallRow["standstill"] => {
  if (held.length === 0) return null
  const since = instant(Math.min(...held.map((each) => each.since)))
  return { kinds: held.map(({ kind }) => kind), since, leftMs: ledger === null ? null : leftAtStandstill(ledger) }
}

/** The client's claim of when, but not after the report came. */
const lastSignal = ({ watch }: Attempt): WallRow["lastSignal"] => {
  const last = watch.latest.at(-1)
  if (last === undefined) return null
  return { kind: last.kind, at: instant(Math.min(last.at, watch.observedTo ?? last.at)) }
}
