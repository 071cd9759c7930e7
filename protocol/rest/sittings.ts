/** An exam's room as it goes: its doors, its people, what is done in it, its wall and its review queue. */
import { Schema } from "effect"
import { WallRow } from "../attempt.ts"
import { AttemptId, SittingId, UserId } from "../ids.ts"
import { PresenceRow } from "../live.ts"
import { AppealView, Verdict } from "../review.ts"
import { inPath } from "./request.ts"

export const sitting = { id: inPath(SittingId) }

/** The wall at this moment: watch the feed over the live connection to see it move. Presence as the proctors' clients have it. */
export const Wall = Schema.Struct({ rows: Schema.Array(WallRow), presence: Schema.Array(PresenceRow) })

/** An attempt that people decide about. What it is about is in the attempt itself, and in its timeline. */
export const ReviewRow = Schema.Struct({
  attempt_id: AttemptId,
  user_id: UserId,
  status: Schema.String,
  requested_at: Schema.String,
  /** `null`: by rule, as where it was terminated. */
  requested_by: Schema.NullOr(UserId),
  reason: Schema.String,
  proposed_verdict: Schema.NullOr(Verdict),
  proposed_by: Schema.NullOr(UserId),
  proposed_at: Schema.NullOr(Schema.String),
  verdict: Schema.NullOr(Verdict),
  decided_at: Schema.NullOr(Schema.String),
  /** Who gave verdicts so far: an appeal is decided by others. */
  reviewers: Schema.Array(UserId),
  appealed_at: Schema.NullOr(Schema.String),
  appeal: Schema.NullOr(AppealView.fields.decision)
})
export type ReviewRow = typeof ReviewRow.Type

/** The same among those of other rooms, with whose it is and where. */
export const CaseRow = Schema.Struct({
  ...ReviewRow.fields,
  sitting_id: SittingId,
  sitting_title: Schema.String,
  first_name: Schema.String,
  last_name: Schema.String
})
export type CaseRow = typeof CaseRow.Type

/** Somebody in the room: who sits in it, or who watches over it. */
export const RoomPerson = Schema.Struct({
  user_id: UserId,
  first_name: Schema.String,
  last_name: Schema.String,
  part: Schema.Literals(["candidate", "proctor", "staff"])
})
export type RoomPerson = typeof RoomPerson.Type
