/** What requests are made of: ids in a path, and the live protocol's commands without what the path says already. */
import { Schema, Struct } from "effect"

/** A number in a path: digits. What does not read as one names nothing. */
export const inPath = <S extends Schema.Codec<unknown, number>>(id: S) => Schema.FiniteFromString.pipe(Schema.decodeTo(id))

/** A command as a body: its fields, the route being its tag. */
export const bodyOf = <Fields extends Schema.Struct.Fields & { readonly _tag: Schema.Top }>(command: {
  readonly fields: Fields
}) => Schema.Struct(Struct.omit(command.fields, ["_tag"]))

/** `2027-03-01T09:00:00+01:00`. */
export const Moment = Schema.String.check(
  Schema.isPattern(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/),
  Schema.makeFilter<string>((at) => !Number.isNaN(Date.parse(at)) || "must be a date and time with a zone")
)
