/**
 * Which slot an actor lives in. The number of slots is stored with the data: another number would look for every
 * actor in the wrong place, so boot refuses it.
 */
import type { ActorKey } from "../protocol/ids.ts"

export const slotCount = 128

/** FNV-1a over the key's UTF-16 code units, reduced to a slot. */
export const slotOf = (key: ActorKey): number => {
  let hash = 0x811c9dc5
  for (let index = 0; index < key.length; index++) {
    hash ^= key.charCodeAt(index)
    hash = Math.imul(hash, 0x01000193)
  }
  return (hash >>> 0) % slotCount
}
