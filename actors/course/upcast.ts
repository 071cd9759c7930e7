/** What the first version of the course wrote, in today's form: everybody could enrol, and nobody waited. */
import { Schema } from "effect"

const asFields = Schema.decodeUnknownSync(Schema.Record(Schema.String, Schema.Unknown))

type Fields = ReturnType<typeof asFields>

const openOffer = { mode: "open", waitList: false }

export const upcastEvent = (version: number, encoded: unknown): unknown => {
  if (version > 1) return encoded
  const event = asFields(encoded)
  return event["_tag"] === "OfferChanged" ? { ...event, offer: { ...openOffer, ...asFields(event["offer"]) } } : encoded
}

/** Version 2 delivers announcements to inboxes; those from before it were for the course's own page. */
const toSecond = (state: Fields): Fields => ({ ...state, deliveries: [] })

/** Version 3 has ways in, a wait list, requests and invitations. */
const toThird = (state: Fields): Fields => {
  const offer = state["offer"] === null ? null : { ...openOffer, ...asFields(state["offer"]) }
  return { waiting: {}, tickets: 0, requests: {}, invitations: {}, ...state, offer }
}

export const upcastState = (version: number, encoded: unknown): unknown => {
  if (version > 2) return encoded
  const state = asFields(encoded)
  return toThird(version < 2 ? toSecond(state) : state)
}
