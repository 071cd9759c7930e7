/** Snapshots in memory: sealed text with a checksum, the newest two of each actor, as the database keeps them. */
import { createHash } from "node:crypto"
import { Effect } from "effect"
import { type Snapshot, Snapshots } from "../../engine/journal.ts"
import type { ActorKey } from "../../protocol/ids.ts"
import type { Keys } from "../keys/keys.ts"
import { placeOfSnapshot } from "../places.ts"
import { authorsOf, openText, sealText } from "../sealing.ts"
import type { MemoryFaults } from "./memory-faults.ts"

interface Stored extends Omit<Snapshot, "body"> {
  readonly text: string
  readonly checksum: string
}

const kept = 2
const checksumOf = (text: string): string => createHash("sha256").update(text).digest("hex")

export class MemorySnapshots {
  readonly #of = new Map<ActorKey, ReadonlyArray<Stored>>()
  readonly #keys: Keys["Service"]
  readonly #faults: MemoryFaults

  constructor(keys: Keys["Service"], faults: MemoryFaults) {
    this.#keys = keys
    this.#faults = faults
  }

  #put(snapshot: Snapshot): void {
    const { body, ...rest } = snapshot
    const text = sealText(body, this.#keys.at, placeOfSnapshot(snapshot))
    const others = (this.#of.get(snapshot.actor) ?? []).filter((stored) => stored.seq !== snapshot.seq)
    const all = [...others, { ...rest, text, checksum: checksumOf(text) }].sort((a, b) => b.seq - a.seq)
    this.#of.set(snapshot.actor, all.slice(0, kept))
  }

  readable(actor: ActorKey): ReadonlyArray<Snapshot> {
    return (this.#of.get(actor) ?? [])
      .filter((stored) => checksumOf(stored.text) === stored.checksum)
      .map(({ text, checksum: _, ...rest }) => ({ ...rest, body: openText(text, this.#keys.at, placeOfSnapshot(rest)) }))
  }

  /** Makes the newest snapshot of an actor unreadable, as a bad sector would. */
  damage(actor: ActorKey): void {
    const [newest, ...older] = this.#of.get(actor) ?? []
    if (newest !== undefined) this.#of.set(actor, [{ ...newest, text: `${newest.text} ` }, ...older])
  }

  readonly service: Snapshots["Service"] = Snapshots.of({
    save: (snapshots) =>
      (this.#faults.beforeSave?.(snapshots) ?? Effect.void).pipe(
        Effect.andThen(this.#keys.ensure(snapshots.reduce((people, { body }) => authorsOf(body, people), new Set<number>()))),
        Effect.andThen(
          Effect.sync(() => {
            for (const snapshot of snapshots) this.#put(snapshot)
          })
        )
      ),
    of: (actor) => Effect.sync(() => this.readable(actor))
  })
}
