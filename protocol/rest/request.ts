/** What requests are made of: ids in a path, and the live protocol's commands without what the path says already. */
import { Schema, Struct } from "effect"

/** A number in a path: digits. What does not read as one names nothing. */
export const inPath = <S extends Schema.Codec<unknown, number>>(id: S) => Schema.FiniteFromString.pipe(Schema.decodeTo(id))

/** A command as a body: its fields, the route being its tag. */
export const bodyOf = <Fields extends Schema.Struct.Fields & { readonly _tag: Schema.Top }>(command: {
  readonly fields: Fields
}) => Schema.Struct(Struct.omit(command.fields, ["_tag"]))
