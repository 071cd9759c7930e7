/** The room as attempts are told it: whole, so that whichever telling comes last has said everything. */
import type { Instant } from "../../protocol/time.ts"
import type { AttemptInternal } from "../attempt/contract.ts"
import type { Exam } from "./contract.ts"

/** When it closes or closed: by its schedule, or earlier by hand. */
export const closing = ({ closedAt, facts }: Exam): Instant | null => closedAt ?? facts.closesAt

export const roomChanged = (state: Exam, at: Instant, sourceSeq: number): AttemptInternal => ({
  _tag: "RoomChanged",
  phase: state.phase,
  opensAt: state.facts.opensAt,
  closesAt: closing(state),
  closeCuts: state.facts.closeCuts,
  lateEntry: state.facts.lateEntry,
  at,
  sourceSeq
})
