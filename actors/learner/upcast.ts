/** States as older versions stored them, in today's form. Fields are added; what else is there stays as it is. */
import { Schema } from "effect"

const asFields = Schema.decodeUnknownSync(Schema.Record(Schema.String, Schema.Unknown))
type Fields = ReturnType<typeof asFields>

const each = (held: unknown, change: (fields: Fields) => Fields): Fields =>
  Object.fromEntries(Object.entries(asFields(held)).map(([key, value]) => [key, change(asFields(value))]))

/** Version 2 knows certificates, and when an attempt's first grade was heard of: of older ones, it takes the attempt's end. */
const toSecond = (state: Fields): Fields => ({
  ...state,
  courses: each(state["courses"], (course) => ({
    ...course,
    certificates: []
  })),
  assessments: each(state["assessments"], (assessment) => ({
    ...assessment,
    attempts: each(assessment["attempts"], (attempt) => ({
      ...attempt,
      gradedAt: attempt["grade"] === null ? null : attempt["endedAt"]
    }))
  }))
})

/** Version 3 has an inbox. */
const toThird = (state: Fields): Fields => ({ ...state, inbox: {}, inboxBefore: {} })

export const upcastState = (version: number, encoded: unknown): unknown => {
  if (version >= 3) return encoded
  const state = asFields(encoded)
  return toThird(version < 2 ? toSecond(state) : state)
}
