/** What every journal does with links: whatever fails and whoever writes, the rows that are there hang together. */
import { Effect } from "effect"
import fc from "fast-check"
import { beforeAll, describe, expect, it } from "vitest"
import type { Journal, JournalRow, Lease } from "../../engine/journal.ts"
import { actorKey, actorRef } from "../../protocol/ids.ts"
import { instant } from "../../protocol/time.ts"
import { chainStart, linkOf } from "../../storage/integrity/chain.ts"
import { Findings } from "../../storage/integrity/findings.ts"
import { RowCheck } from "../../storage/integrity/row-check.ts"
import type { StoredRow } from "../../storage/journal/stored-rows.ts"
import {
  batchOf,
  failureOf,
  freshActor,
  freshSlot,
  rowOf,
  run,
  type StorageUnderTest,
  wallRow,
  words
} from "./storage-under-test.ts"

/** What a verifier says of an actor's rows. */
export const findingsIn = (rows: ReadonlyArray<StoredRow>): ReadonlyArray<string> => {
  const findings = new Findings()
  const check = new RowCheck(new Map(), findings)
  for (const row of rows) check.row(row)
  check.end()
  return findings.list.map(({ message }) => message)
}

/** What may happen to the actors of one slot, by whichever of two nodes. */
const step = fc.record({
  node: fc.integer({ min: 0, max: 1 }),
  kind: fc.oneof(
    { weight: 6, arbitrary: fc.constant("commit" as const) },
    { weight: 2, arbitrary: fc.constant("refused" as const) },
    { weight: 2, arbitrary: fc.constant("fenced" as const) },
    { weight: 2, arbitrary: fc.constant("unheard" as const) },
    { weight: 2, arbitrary: fc.constant("repeated" as const) },
    { weight: 1, arbitrary: fc.constant("loaded" as const) }
  ),
  rows: fc.array(fc.tuple(fc.integer({ min: 0, max: 1 }), fc.boolean()), { minLength: 1, maxLength: 4 })
})

export const chainContract = (name: string, runs: number, make: () => Promise<StorageUnderTest>): void => {
  describe(`the chain ${name}`, () => {
    let storage: StorageUnderTest
    beforeAll(async () => {
      storage = await make()
    })

    it("a row's link is over the link before it and the row as it is stored", async () => {
      const lease = await run(storage.journal.open(freshSlot(), "node"))
      const actor = freshActor()
      const events = [{ _tag: "AnswerSaved", response: words(7, "sealed") }]
      const rows = [1, 2].map((seq) => rowOf(actor, lease.slot, seq, { events, claimedAt: instant(seq) }))
      await run(storage.journal.commit(batchOf([lease], { rows })))
      const [first, second] = await storage.storedRows(actor)
      if (first === undefined || second === undefined) throw new Error("two rows were written")
      expect(first.chain).toBe(linkOf(chainStart(actor), first))
      expect(second.chain).toBe(linkOf(first.chain ?? "", second))
      const [loaded] = await run(storage.journal.load([actor]))
      expect(loaded?.tail.map(({ chain }) => chain)).toEqual([first.chain, second.chain])
    })

    it("actors whose rows nobody will contest have no links", async () => {
      const lease = await run(storage.journal.open(freshSlot(), "node"))
      const actors = { learner: actorKey(actorRef("learner", freshSlot())), attempt: freshActor() }
      const rows = [actors.learner, actors.attempt].map((actor) => rowOf(actor, lease.slot, 1))
      await run(storage.journal.commit(batchOf([lease], { rows })))
      expect((await storage.storedRows(actors.learner)).map(({ chain }) => chain)).toEqual([null])
      expect((await storage.storedRows(actors.attempt))[0]?.chain).toMatch(/^[A-Za-z0-9_-]{43}$/)
      await run(storage.journal.commit(batchOf([lease], { rows: [rowOf(actors.learner, lease.slot, 2)] })))
      expect((await storage.storedRows(actors.learner)).map(({ chain }) => chain)).toEqual([null, null])
    })

    it("the chain holds although a person's key is erased, before and after", async () => {
      const lease = await run(storage.journal.open(freshSlot(), "node"))
      const [actor, person] = [freshActor(), freshSlot()]
      const said = (seq: number) => rowOf(actor, lease.slot, seq, { events: [{ said: words(person, `sentence ${seq}`) }] })
      await run(storage.journal.commit(batchOf([lease], { rows: [said(1), said(2)] })))
      await run(storage.keys.erase(person))
      await run(storage.journal.commit(batchOf([lease], { rows: [said(3)] })))
      expect(findingsIn(await storage.storedRows(actor))).toEqual([])
    })

    it("whatever is refused, fenced, repeated, unheard of or written elsewhere, no wrong link is ever stored", async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14 }), async (steps) => {
          const slot = freshSlot()
          const actors = [freshActor(), freshActor()]
          const nodes: ReadonlyArray<Journal["Service"]> = [storage.journal, storage.elsewhere]
          const seqs = actors.map(() => 0)
          let stale: Lease | undefined
          let draw = 0
          let last: ReadonlyArray<JournalRow> = []

          /** Rows after what is there; `kept`: those that will be. */
          const rowsFor = (wanted: (typeof steps)[number]["rows"], kept: boolean): ReadonlyArray<JournalRow> => {
            const next = [...seqs]
            const rows = wanted.map(([which, claims]) => {
              const seq = (next[which] = (next[which] ?? 0) + 1)
              draw += 1
              const claim = claims ? { claimedAt: instant(draw) } : {}
              return rowOf(actors[which] ?? freshActor(), slot, seq, { n: draw, events: [{ draw }], ...claim })
            })
            if (kept) seqs.splice(0, seqs.length, ...next)
            return rows
          }

          for (const { node, kind, rows: wanted } of steps) {
            const journal = nodes[node]
            if (journal === undefined) throw new Error("there are two nodes")
            const lease = await run(journal.open(slot, `node ${node}`))
            if (kind === "commit" || kind === "unheard") {
              // Unheard of: it commits, and the other node goes on, whose memory knows nothing of it.
              const rows = rowsFor(wanted, true)
              last = rows
              await run(journal.commit(batchOf([lease], { rows })))
              if (kind === "unheard") stale = lease
            } else if (kind === "refused") {
              const bad = wallRow(slot, "a", 1, { text: "\u0000" }, slot)
              expect(
                await failureOf(journal.commit(batchOf([lease], { rows: rowsFor(wanted, false), projections: [bad] })))
              ).toBe("refused")
            } else if (kind === "fenced" && stale !== undefined) {
              const rows = rowsFor(wanted, false)
              expect(await run(journal.commit(batchOf([stale], { rows })))).toEqual(new Set())
            } else if (kind === "repeated" && last.length > 0) {
              expect(await failureOf(journal.commit(batchOf([lease], { rows: last })))).toBe("refused")
            } else if (kind === "loaded") await run(Effect.asVoid(journal.load(actors)))
          }
          for (const [index, actor] of actors.entries()) {
            const rows = await storage.storedRows(actor)
            expect(rows).toHaveLength(seqs[index] ?? 0)
            expect(findingsIn(rows)).toEqual([])
          }
        }),
        { numRuns: runs }
      )
    })
  })
}
