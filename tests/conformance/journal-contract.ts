/** What every journal keeps: one suite for all of them. */
import { Effect, Option, Stream } from "effect"
import { beforeAll, describe, expect, it } from "vitest"
import { instant } from "../../protocol/time.ts"
import {
  batchOf,
  failureOf,
  freshActor,
  freshSlot,
  rowOf,
  run,
  sender,
  type StorageUnderTest,
  wallRow,
  words
} from "./storage-under-test.ts"

export const journalContract = (name: string, make: () => Promise<StorageUnderTest>): void => {
  describe(`the journal ${name}`, () => {
    let storage: StorageUnderTest
    beforeAll(async () => {
      storage = await make()
    })
    const openSlot = () => run(storage.journal.open(freshSlot(), "node-a"))
    const loadOne = async (actor: ReturnType<typeof freshActor>) => {
      const [loaded] = await run(storage.journal.load([actor]))
      if (loaded === undefined) throw new Error("nothing was loaded")
      return loaded
    }
    const wall = (group: number) => run(storage.feedRows.of({ feed: "wall", id: group }))

    it("opening a slot bumps its epoch", async () => {
      const slot = freshSlot()
      const first = await run(storage.journal.open(slot, "node-a"))
      const second = await run(storage.journal.open(slot, "node-b"))
      expect(second.epoch).toBe(first.epoch + 1)
    })

    it("a batch with leases alone proves exactly those that hold", async () => {
      const held = await openSlot()
      const lost = await openSlot()
      await run(storage.journal.open(lost.slot, "node-b"))
      expect(await run(storage.journal.commit(batchOf([held, lost])))).toEqual(new Set([held.slot]))
      expect(await run(storage.journal.commit(batchOf([])))).toEqual(new Set())
    })

    it("rows come back as they were written, in order, to the character", async () => {
      const lease = await openSlot()
      const actor = freshActor()
      const odd = {
        text: 'quote " backslash \\ newline \n tab \t NUL \u0000 separator \u001e lone \ud800 emoji 🎓 {1,2}',
        nested: [[], {}, null]
      }
      const rows = [1, 2, 3].map((seq) =>
        rowOf(actor, lease.slot, seq, { events: [odd, seq], reply: odd, ...(seq === 2 ? { claimedAt: instant(-seq) } : {}) })
      )
      expect(await run(storage.journal.commit(batchOf([lease], { rows })))).toEqual(new Set([lease.slot]))
      const loaded = await loadOne(actor)
      expect(loaded.snapshot).toBeUndefined()
      expect(loaded.tail.map(({ chain: _, ...row }) => row)).toEqual(rows)
    })

    it("with one stale lease, exactly the rows of the proved slots are written, of every kind", async () => {
      const held = await openSlot()
      const lost = await openSlot()
      await run(storage.journal.open(lost.slot, "node-b"))
      const group = freshSlot()
      const actors = { held: freshActor(), lost: freshActor() }
      const both = [
        { actor: actors.held, slot: held.slot },
        { actor: actors.lost, slot: lost.slot }
      ]
      const proved = await run(
        storage.journal.commit(
          batchOf([lost, held], {
            rows: both.map(({ actor, slot }) => rowOf(actor, slot, 1)),
            projections: both.map(({ actor, slot }) => wallRow(group, actor, 1, { actor }, slot)),
            reactions: both.map(({ actor, slot }) => ({
              source: actor,
              seq: 1,
              index: 0,
              slot,
              target: actors.held,
              command: { _tag: "Go" },
              hop: 1
            })),
            due: both.map(({ actor, slot }) => ({ actor, slot, dueAt: instant(5) }))
          })
        )
      )
      expect(proved).toEqual(new Set([held.slot]))
      expect((await loadOne(actors.held)).tail).toHaveLength(1)
      expect((await loadOne(actors.lost)).tail).toHaveLength(0)
      expect((await wall(group)).map(({ key }) => key)).toEqual([actors.held])
      expect(await run(storage.journal.pending(held.slot))).toHaveLength(1)
      expect(await run(storage.journal.pending(lost.slot))).toHaveLength(0)
      expect(await run(storage.journal.due(held.slot))).toEqual([{ actor: actors.held, slot: held.slot, dueAt: 5 }])
      expect(await run(storage.journal.due(lost.slot))).toEqual([])
    })

    it("an old owner commits nothing once the slot has a new one", async () => {
      const old = await openSlot()
      const actor = freshActor()
      const newer = await run(storage.journal.open(old.slot, "node-b"))
      expect(await run(storage.journal.commit(batchOf([old], { rows: [rowOf(actor, old.slot, 1)] })))).toEqual(new Set())
      expect(await run(storage.journal.commit(batchOf([newer], { rows: [rowOf(actor, old.slot, 1)] })))).toEqual(
        new Set([old.slot])
      )
    })

    it("a row whose number is taken is refused, and the whole batch with it", async () => {
      const lease = await openSlot()
      const [actor, other] = [freshActor(), freshActor()]
      await run(storage.journal.commit(batchOf([lease], { rows: [rowOf(actor, lease.slot, 1)] })))
      const clash = rowOf(actor, lease.slot, 1, { n: 99 })
      expect(await failureOf(storage.journal.commit(batchOf([lease], { rows: [rowOf(other, lease.slot, 1), clash] })))).toBe(
        "refused"
      )
      expect((await loadOne(other)).tail).toEqual([])
      expect(await run(storage.journal.commit(batchOf([lease], { rows: [rowOf(other, lease.slot, 1)] })))).toEqual(
        new Set([lease.slot])
      )
    })

    it("a command id is stored once per actor", async () => {
      const lease = await openSlot()
      const actor = freshActor()
      await run(storage.journal.commit(batchOf([lease], { rows: [rowOf(actor, lease.slot, 1)] })))
      expect(await failureOf(storage.journal.commit(batchOf([lease], { rows: [rowOf(actor, lease.slot, 2, { n: 1 })] })))).toBe(
        "refused"
      )
    })

    it("a projection the table cannot hold is refused with everything beside it", async () => {
      const lease = await openSlot()
      const [actor, group] = [freshActor(), freshSlot()]
      const bad = wallRow(group, "a", 1, { text: "\u0000" }, lease.slot)
      expect(
        await failureOf(storage.journal.commit(batchOf([lease], { rows: [rowOf(actor, lease.slot, 1)], projections: [bad] })))
      ).toBe("refused")
      expect((await loadOne(actor)).tail).toEqual([])
      expect(await failureOf(storage.journal.commit(batchOf([lease], { projections: [{ ...bad, table: "users" }] })))).toBe(
        "refused"
      )
    })

    it("a stored command is found by its id, and only by its own", async () => {
      const lease = await openSlot()
      const actor = freshActor()
      await run(
        storage.journal.commit(batchOf([lease], { rows: [rowOf(actor, lease.slot, 1, { n: 7, reply: words(3, "mine") })] }))
      )
      expect(await run(storage.journal.findCommand(actor, sender, 7))).toEqual(
        Option.some({ seq: 1, digest: "digest-1", reply: words(3, "mine"), at: 1_800_000_000_001 })
      )
      expect(await run(storage.journal.findCommand(actor, sender, 1))).toEqual(Option.none())
    })

    it("the last row of a projection stays, and a deleted one goes", async () => {
      const lease = await openSlot()
      const group = freshSlot()
      const commit = (projection: ReturnType<typeof wallRow>) =>
        run(storage.journal.commit(batchOf([lease], { projections: [projection] })))
      await commit(wallRow(group, "b", 1, { answered: 1 }, lease.slot))
      await commit(wallRow(group, "a", 1, { answered: 0 }, lease.slot))
      await commit(wallRow(group, "b", 2, { answered: 2 }, lease.slot))
      expect(await wall(group)).toEqual([
        { key: "a", seq: 1, row: { answered: 0 } },
        { key: "b", seq: 2, row: { answered: 2 } }
      ])
      await run(
        storage.journal.commit(
          batchOf([lease], {
            projections: [{ table: "wall_rows", key: { group_id: group, key: "a" }, row: null, slot: lease.slot }]
          })
        )
      )
      expect((await wall(group)).map(({ key }) => key)).toEqual(["b"])
    })

    it("an alarm is set, moved and cleared", async () => {
      const lease = await openSlot()
      const actor = freshActor()
      const set = async (dueAt: number | null) => {
        await run(
          storage.journal.commit(
            batchOf([lease], { due: [{ actor, slot: lease.slot, dueAt: dueAt === null ? null : instant(dueAt) }] })
          )
        )
        return (await run(storage.journal.due(lease.slot))).map((due) => due.dueAt)
      }
      expect(await set(10)).toEqual([10])
      expect(await set(20)).toEqual([20])
      expect(await set(null)).toEqual([])
    })

    it("a reaction stays pending until its target's batch settles it or somebody parks it", async () => {
      const source = await openSlot()
      const target = await openSlot()
      const from = freshActor()
      const reactions = [0, 1].map((index) => ({
        source: from,
        seq: 1,
        index,
        slot: source.slot,
        target: freshActor(),
        command: { _tag: "Go", index, said: words(4, "hello") },
        hop: 1
      }))
      await run(storage.journal.commit(batchOf([source], { rows: [rowOf(from, source.slot, 1)], reactions })))
      expect(await run(storage.journal.pending(source.slot))).toEqual(reactions)
      await run(storage.journal.commit(batchOf([target], { settled: [{ source: from, seq: 1, index: 0, slot: target.slot }] })))
      expect(await run(storage.journal.pending(source.slot))).toEqual(reactions.slice(1))
      const id = { source: from, seq: 1, index: 1 }
      expect(await run(storage.journal.findParked(id))).toBeUndefined()
      await run(storage.journal.park(id, "forbidden"))
      expect(await run(storage.journal.pending(source.slot))).toEqual([])
      const parkedOf = (actor: ReturnType<typeof freshActor> | undefined, offset = 0) =>
        run(storage.journal.parked(actor, { limit: 1_000, offset }))
      const [, second] = reactions
      if (second === undefined) throw new Error("there were two")
      const { command: _, ...shown } = second
      const parked = { rows: [{ ...shown, code: "forbidden" }], total: 1 }
      for (const actor of [from, second.target]) expect(await parkedOf(actor)).toEqual(parked)
      expect((await parkedOf(undefined)).rows).toContainEqual(parked.rows[0])
      expect(await parkedOf(from, 1)).toEqual({ rows: [], total: 1 })
      // Readable, and parked until its target has settled it.
      expect(await run(storage.journal.findParked(id))).toEqual(second)
      await run(storage.journal.commit(batchOf([target], { settled: [{ ...id, slot: target.slot }] })))
      expect([await parkedOf(from), await run(storage.journal.findParked(id))]).toEqual([{ rows: [], total: 0 }, undefined])
    })

    it("a target that lost its slot settles nothing", async () => {
      const source = await openSlot()
      const target = await openSlot()
      await run(storage.journal.open(target.slot, "node-b"))
      const from = freshActor()
      const reaction = {
        source: from,
        seq: 1,
        index: 0,
        slot: source.slot,
        target: freshActor(),
        command: { _tag: "Go" },
        hop: 1
      }
      await run(storage.journal.commit(batchOf([source], { reactions: [reaction] })))
      await run(storage.journal.commit(batchOf([target], { settled: [{ source: from, seq: 1, index: 0, slot: target.slot }] })))
      expect(await run(storage.journal.pending(source.slot))).toHaveLength(1)
    })

    it("words are sealed where they are kept, and read again as they were said", async () => {
      const lease = await openSlot()
      const actor = freshActor()
      const events = [{ _tag: "AnswerSaved", response: words(7, { kind: "text", text: "an unmistakable sentence" }) }]
      await run(storage.journal.commit(batchOf([lease], { rows: [rowOf(actor, lease.slot, 1, { events })] })))
      expect(JSON.stringify(await storage.storedRows(actor))).not.toContain("unmistakable")
      expect((await loadOne(actor)).tail[0]?.events).toEqual(events)
    })

    it("after a person's key is erased their words are marked so, everywhere, and others' stay", async () => {
      const lease = await openSlot()
      const [actor, group] = [freshActor(), freshSlot()]
      const [gone, staying] = [freshSlot(), freshSlot()]
      const said = { gone: words(gone, "secret"), staying: words(staying, "kept") }
      await run(
        storage.journal.commit(
          batchOf([lease], {
            rows: [rowOf(actor, lease.slot, 1, { events: [said] })],
            projections: [wallRow(group, "a", 1, said, lease.slot)]
          })
        )
      )
      await run(storage.keys.erase(gone))
      const after = { gone: { _tag: "Erased", by: gone }, staying: said.staying }
      expect((await loadOne(actor)).tail[0]?.events).toEqual([after])
      expect((await wall(group))[0]?.row).toEqual(after)
      await run(storage.journal.commit(batchOf([lease], { rows: [rowOf(actor, lease.slot, 2, { events: [said] })] })))
      expect((await loadOne(actor)).tail[1]?.events).toEqual([after])
    })

    it("loading gives snapshot and tail for each actor asked for", async () => {
      const lease = await openSlot()
      const [plain, shortened, unknown] = [freshActor(), freshActor(), freshActor()]
      const rows = [plain, shortened].flatMap((actor) => [1, 2, 3].map((seq) => rowOf(actor, lease.slot, seq)))
      await run(storage.journal.commit(batchOf([lease], { rows })))
      const snapshot = { actor: shortened, seq: 2, version: 1, at: instant(1), body: { said: words(5, "in a state") } }
      await run(storage.snapshots.save([snapshot]))
      const loaded = await run(storage.journal.load([plain, shortened, unknown]))
      expect(loaded.map(({ actor }) => actor)).toEqual([plain, shortened, unknown])
      expect(loaded.map(({ tail }) => tail.map(({ seq }) => seq))).toEqual([[1, 2, 3], [3], []])
      expect(loaded.map((each) => each.snapshot)).toEqual([undefined, snapshot, undefined])
    })

    it("reading all gives every actor's rows in order; reading one, those after a number", async () => {
      const lease = await openSlot()
      const actors = [freshActor(), freshActor()]
      for (const seq of [1, 2, 3]) {
        await run(storage.journal.commit(batchOf([lease], { rows: actors.map((actor) => rowOf(actor, lease.slot, seq)) })))
      }
      const all = await run(Stream.runCollect(storage.journal.read()))
      expect(all.filter(({ actor }) => actors.includes(actor)).map(({ actor, seq }) => [actor, seq])).toEqual(
        actors.toSorted().flatMap((actor) => [1, 2, 3].map((seq) => [actor, seq]))
      )
      const [actor] = actors
      if (actor === undefined) throw new Error("no actor")
      const some = await run(Stream.runCollect(storage.journal.read({ actor, after: 1 })))
      expect(some.map(({ seq }) => seq)).toEqual([2, 3])
    })

    it("concurrent owners of a slot: whatever both try, the rows are one gapless sequence", async () => {
      const slot = freshSlot()
      const actor = freshActor()
      const owner = (node: string) =>
        Effect.gen(function* () {
          for (let turn = 0; turn < 5; turn += 1) {
            const lease = yield* storage.journal.open(slot, node)
            const [loaded] = yield* storage.journal.load([actor])
            let seq = loaded?.tail.at(-1)?.seq ?? 0
            for (let step = 0; step < 5; step += 1) {
              const row = rowOf(actor, slot, seq + 1, { digest: node })
              const proved = yield* storage.journal.commit(batchOf([lease], { rows: [row] }))
              if (!proved.has(slot)) break
              seq += 1
              yield* Effect.yieldNow
            }
          }
        })
      await run(Effect.all(["a", "b", "c"].map(owner), { concurrency: 3, discard: true }))
      const { tail } = await loadOne(actor)
      expect(tail.map(({ seq }) => seq)).toEqual(tail.map((_, index) => index + 1))
      expect(tail.length).toBeGreaterThan(0)
    })
  })
}
