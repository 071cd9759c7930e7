/** An id out of an address; what is none is as much as nothing there. */
import { Option, Schema } from "effect"
import { StoaError } from "../../client/index.ts"

/** What may not be seen from here is as much as nothing there. */
export const nothingHere = new StoaError("not_found", "There is nothing here for you. Check the address.")

/** Throws `not_found`, which the page shows as such. */
export const idIn = <Id extends number>(id: Schema.Decoder<Id>, text: string | undefined): Id => {
  const found = Schema.decodeUnknownOption(id)(Number(text))
  if (Option.isNone(found)) throw nothingHere
  return found.value
}
