/** States as older versions stored them, in today's form. */
import { Schema } from "effect"

const asFields = Schema.decodeUnknownSync(Schema.Record(Schema.String, Schema.Unknown))

/** Version 2 delivers announcements to inboxes; those from before it were for the course's own page. */
export const upcastState = (version: number, encoded: unknown): unknown =>
  version < 2 ? { ...asFields(encoded), deliveries: [] } : encoded
