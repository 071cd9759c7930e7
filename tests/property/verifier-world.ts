/** A journal that was written through the memory storage, its heads in a real folder, and somebody who tampers with both. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { ActorKey } from "../../protocol/ids.ts"
import { chainStart, linkOf } from "../../storage/integrity/chain.ts"
import { HeadsFile } from "../../storage/integrity/heads-file.ts"
import { type HeadsKey, headsKeyOf } from "../../storage/integrity/heads-key.ts"
import { type Records, type Verified, verify } from "../../storage/integrity/verification.ts"
import type { StoredRow } from "../../storage/journal/stored-rows.ts"
import { makeMemoryStorage } from "../../storage/memory/memory-storage.ts"
import { batchOf, rowOf, run, words } from "../conformance/storage-under-test.ts"

type Stored = { -readonly [K in keyof StoredRow]: StoredRow[K] }

export const person = 7
const day = (seq: number): string => new Date(1_800_000_000_000 + seq * 10_000).toISOString()

export class VerifierWorld {
  readonly folder = mkdtempSync(join(tmpdir(), "stoa-heads-"))
  readonly key: HeadsKey = headsKeyOf(Buffer.alloc(32, 7))
  readonly storage = makeMemoryStorage()
  /** By actor, as a database would hold them: free to be tampered with. */
  readonly rows = new Map<string, Array<Stored>>()
  readonly #file = new HeadsFile(this.folder, undefined, this.key)
  #signings = 0

  discard(): void {
    rmSync(this.folder, { recursive: true })
  }

  /** Rows of one actor, some with words, some with a claimed time. */
  async write(actor: ActorKey, count: number): Promise<void> {
    const lease = await run(this.storage.journal.open(1, "node"))
    const from = this.storage.rowsOf(actor).length
    for (let seq = from + 1; seq <= from + count; seq += 1) {
      const more = seq % 2 === 0 ? { claimedAt: rowOf(actor, 1, seq).at } : {}
      const row = rowOf(actor, 1, seq, {
        events: [{ _tag: "AnswerSaved", seq, response: words(person, `answer ${seq}`) }],
        ...more
      })
      await run(this.storage.journal.commit(batchOf([lease], { rows: [row] })))
    }
    this.rows.set(
      actor,
      this.storage.storedRows(actor).map((row) => ({ ...row }))
    )
  }

  /** Signs where these actors stand. */
  async sign(...actors: ReadonlyArray<ActorKey>): Promise<void> {
    this.#signings += 1
    const heads = Object.fromEntries(
      actors.map((actor) => {
        const last = this.rows.get(actor)?.at(-1)
        return [actor, [last?.seq ?? 0, last?.chain ?? ""] as const]
      })
    )
    await this.#file.append(day(this.#signings), heads)
  }

  of(actor: ActorKey): Array<Stored> {
    const rows = this.rows.get(actor)
    if (rows === undefined) throw new Error(`${actor} has no rows`)
    return rows
  }

  row(actor: ActorKey, seq: number): Stored {
    const row = this.of(actor).find((one) => one.seq === seq)
    if (row === undefined) throw new Error(`${actor} has no row ${seq}`)
    return row
  }

  /** What somebody does who knows how links are made: all links from a row on, as if they had always been so. */
  relink(actor: ActorKey, from: number): void {
    let previous = this.of(actor).find(({ seq }) => seq === from - 1)?.chain ?? chainStart(actor)
    for (const row of this.of(actor)) if (row.seq >= from) previous = row.chain = linkOf(previous, row)
  }

  /** The files of heads as lines, to be changed and written back. */
  changeHeads(change: (lines: Array<string>) => ReadonlyArray<string>): void {
    for (const name of readdirSync(this.folder)) {
      const path = join(this.folder, name)
      const lines = readFileSync(path, "utf8").split("\n")
      if (lines.at(-1) === "") lines.pop()
      writeFileSync(
        path,
        change(lines)
          .map((line) => `${line}\n`)
          .join("")
      )
    }
  }

  get records(): Records {
    const sorted = () => [...this.rows].sort(([a], [b]) => (a < b ? -1 : 1))
    const rows = this.rows
    return {
      rows: async function* (only) {
        for (const [actor, stored] of sorted()) {
          if (stored.length > 0 && (only === undefined || actor === only)) yield stored.toSorted((a, b) => a.seq - b.seq)
        }
      },
      links: async (wanted) =>
        new Map(
          wanted.flatMap(({ actor, seq }) => {
            const row = rows.get(actor)?.find((one) => one.seq === seq)
            return row === undefined ? [] : [[`${actor} ${seq}`, row.chain] as const]
          })
        ),
      missed: async () => []
    }
  }

  verify(trusted: ReadonlyArray<string> = [this.key.publicKey], noted: ReadonlyArray<string> = []): Promise<Verified> {
    return verify({
      records: this.records,
      folders: [this.folder],
      trusted: new Set(trusted),
      noted: new Set(noted),
      progress: () => {}
    })
  }
}
