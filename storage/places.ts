/** Where words stand, as sealing's associated data names it. Changing one of these makes what was sealed there unreadable. */
import type { ReactionId, Snapshot } from "../engine/journal.ts"
import type { Place } from "./sealing.ts"

export const placeOfEvents = (actor: string, seq: number): Place => `events ${actor} ${seq}`
export const placeOfReply = (actor: string, seq: number): Place => `reply ${actor} ${seq}`
export const placeOfReaction = (id: ReactionId): Place => `reaction ${id.source} ${id.seq} ${id.index}`
export const placeOfSnapshot = (snapshot: Pick<Snapshot, "actor" | "seq">): Place => `snapshot ${snapshot.actor} ${snapshot.seq}`
export const placeOfRow = (table: string, key: string): Place => `row ${table} ${key}`
