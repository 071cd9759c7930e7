/** Somebody with power who changes something by a request, and the part of an entry that says so. */
import type { UserId } from "../../protocol/ids.ts"

export interface Changer {
  readonly person: UserId
  /** Of their request. */
  readonly from: { readonly address: string; readonly userAgent: string }
}

/** An entry's part but for what was done: by them, to this, and it was. `id`: `null` for all of its kind. */
export const doneBy = ({ person, from }: Changer, type: string, id: number | string | null) => ({
  by: { kind: "person" as const, user_id: person },
  on: { type, id },
  outcome: "done" as const,
  from
})
