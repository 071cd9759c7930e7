/**
 * Text from people. NUL and lone surrogates are refused at the door: PostgreSQL's jsonb can store neither, and a
 * row that fails inside the journal would be the wrong place to find out.
 */
import { Schema } from "effect"

const storable = Schema.makeFilter<string>(
  (value) => (!value.includes("\u0000") && value.isWellFormed()) || "must not contain NUL or lone surrogates",
  { title: "storable text" }
)

/** Text of at most `maximum` UTF-16 code units that the database can hold. */
export const text = (maximum: number) => Schema.String.check(Schema.isMaxLength(maximum), storable)

/** The same, and not blank. */
export const line = (maximum: number) => text(maximum).check(Schema.isPattern(/\S/))
