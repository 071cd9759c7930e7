/**
 * The port to people's keys. Each person has one data key; their words are sealed under it and are unreadable once it
 * is erased, backups of the journal included, as long as the keys have backups of their own.
 *
 * Sealing happens in the middle of a commit, so that a key at hand has to be readable without waiting: `at` looks
 * into memory only, `ensure` and `load` fetch in one query what is missing there.
 */
import { Context, type Effect } from "effect"
import type { StorageUnavailable } from "../../engine/journal.ts"

/** A person's key, ready for use: one half encrypts, the other makes the nonces. */
export interface PersonKey {
  readonly _tag: "PersonKey"
  readonly encryption: Buffer
  readonly nonces: Buffer
}

/** The person's key was destroyed and none will be made again. */
export interface ErasedKey {
  readonly _tag: "ErasedKey"
}
export const erasedKey: ErasedKey = { _tag: "ErasedKey" }

export type KeyAtHand = PersonKey | ErasedKey

export class Keys extends Context.Service<
  Keys,
  {
    /** What memory holds of a person; `undefined` when it has to be fetched first. */
    readonly at: (person: number) => KeyAtHand | undefined
    /** Fetches these people's keys and makes the ones that never existed: before sealing. */
    readonly ensure: (people: Iterable<number>) => Effect.Effect<ReadonlyMap<number, KeyAtHand>, StorageUnavailable>
    /** Fetches these people's keys; a person without one is left out: before opening. */
    readonly load: (people: Iterable<number>) => Effect.Effect<ReadonlyMap<number, KeyAtHand>, StorageUnavailable>
    /** Destroys a person's key for good, here and in the memory of every other node. */
    readonly erase: (person: number) => Effect.Effect<void, StorageUnavailable>
  }
>()("stoa/storage/Keys") {}
