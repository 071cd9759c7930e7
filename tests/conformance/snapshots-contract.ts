/** What every snapshot store keeps. */
import { beforeAll, describe, expect, it } from "vitest"
import type { Snapshot } from "../../engine/journal.ts"
import type { ActorKey } from "../../protocol/ids.ts"
import { instant } from "../../protocol/time.ts"
import { batchOf, freshActor, freshSlot, rowOf, run, type StorageUnderTest, words } from "./storage-under-test.ts"

const snapshotOf = (actor: ActorKey, seq: number): Snapshot => ({
  actor,
  seq,
  version: 3,
  at: instant(1_000 + seq),
  body: { seq, said: words(9, "kept sealed") }
})

export const snapshotsContract = (name: string, make: () => Promise<StorageUnderTest>): void => {
  describe(`snapshots ${name}`, () => {
    let storage: StorageUnderTest
    beforeAll(async () => {
      storage = await make()
    })
    const seqs = async (actor: ActorKey) => (await run(storage.snapshots.of(actor))).map(({ seq }) => seq)

    it("the newest two of each actor are kept, newest first", async () => {
      const [actor, other] = [freshActor(), freshActor()]
      for (const seq of [10, 20, 30]) await run(storage.snapshots.save([snapshotOf(actor, seq), snapshotOf(other, seq + 1)]))
      expect(await run(storage.snapshots.of(actor))).toEqual([snapshotOf(actor, 30), snapshotOf(actor, 20)])
      expect(await seqs(other)).toEqual([31, 21])
    })

    it("the same one again changes nothing", async () => {
      const actor = freshActor()
      for (const seq of [10, 20, 20]) await run(storage.snapshots.save([snapshotOf(actor, seq)]))
      expect(await seqs(actor)).toEqual([20, 10])
    })

    it("an unreadable one is passed over for the one before it, and the tail is longer by that much", async () => {
      const actor = freshActor()
      const lease = await run(storage.journal.open(freshSlot(), "node-a"))
      await run(storage.journal.commit(batchOf([lease], { rows: [1, 2, 3].map((seq) => rowOf(actor, lease.slot, seq)) })))
      for (const seq of [1, 2]) await run(storage.snapshots.save([snapshotOf(actor, seq)]))
      await storage.damageSnapshot(actor)
      expect(await seqs(actor)).toEqual([1])
      const [loaded] = await run(storage.journal.load([actor]))
      expect(loaded?.snapshot).toEqual(snapshotOf(actor, 1))
      expect(loaded?.tail.map(({ seq }) => seq)).toEqual([2, 3])
    })
  })
}
