/** A database keeps the number of slots it was set up with: actors are found by it, and journal rows carry their slot. */
import { Schema } from "effect"
import { slotCount } from "../engine/slot-of.ts"
import type { Sql } from "./sql.ts"

const decode = Schema.decodeUnknownSync(Schema.Struct({ value: Schema.Int }))

/** Writes it down on a fresh database; on any other, throws a sentence for the operator when it is another one. */
export const checkSlots = async (sql: Sql): Promise<void> => {
  await sql`insert into settings (name, value) values ('slots', to_jsonb(${slotCount}::integer)) on conflict (name) do nothing`
  const [row] = await sql`select value::integer as value from settings where name = 'slots'`
  const { value } = decode(row)
  if (value !== slotCount) {
    throw new Error(
      `This database was set up with ${value} slots and this Stoa has ${slotCount}: it would look for everything in the wrong ` +
        "place. Start the Stoa that set it up, or use another database."
    )
  }
}
