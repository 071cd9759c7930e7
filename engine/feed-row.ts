/** A feed's change as the row it is kept in: written with the event by the cell, and again by a rebuild. */
import type { FeedChange, Row } from "../actors/actor.ts"

export const feedRow = (feed: FeedChange, seq: number): Row => ({
  table: `${feed.feed.feed}_rows`,
  key: { group_id: feed.feed.id, key: feed.key },
  row: { group_id: feed.feed.id, key: feed.key, seq, row: feed.row }
})
