/**
 * The journal in memory, as strict as the database: epochs are proved, keys are unique, a batch is all or nothing, and
 * what is kept is sealed text, never a reference to the caller's objects. Stricter in one point: a sequence with a gap
 * is refused when it is written, where the database finds it when the actor is loaded.
 */
import { Effect, Option, Stream } from "effect"
import {
  type Batch,
  CommitFailed,
  type Due,
  Journal,
  type JournalRow,
  type Lease,
  type Loaded,
  type ParkedReaction,
  type PendingReaction,
  type ReactionId
} from "../../engine/journal.ts"
import type { ActorKey, Sender } from "../../protocol/ids.ts"
import type { Instant } from "../../protocol/time.ts"
import { authorsOfBatch } from "../batch-authors.ts"
import { chainStart, isChained, linkOf } from "../integrity/chain.ts"
import type { Keys } from "../keys/keys.ts"
import { placeOfEvents, placeOfReaction, placeOfReply } from "../places.ts"
import { openRow, type StoredRow } from "../journal/stored-rows.ts"
import { openText, sealText } from "../sealing.ts"
import type { MemoryFaults } from "./memory-faults.ts"
import type { MemorySnapshots } from "./memory-snapshots.ts"
import { type MemoryTables, prepareRow, RowRefused } from "./memory-tables.ts"

interface StoredReaction extends Omit<PendingReaction, "command"> {
  readonly command: string
  parked: string | undefined
}

const reactionKey = (id: ReactionId): string => `${id.source} ${id.seq} ${id.index}`

const bySource = (a: ReactionId, b: ReactionId): number =>
  a.source === b.source ? a.seq - b.seq || a.index - b.index : a.source < b.source ? -1 : 1

export class MemoryJournal {
  readonly #leases = new Map<number, { epoch: number; node: string }>()
  readonly #rows = new Map<string, Array<StoredRow>>()
  readonly #commands = new Map<string, StoredRow>()
  readonly #reactions = new Map<string, StoredReaction>()
  readonly #due = new Map<ActorKey, Due & { readonly dueAt: Instant }>()
  readonly #tables: MemoryTables
  readonly #snapshots: MemorySnapshots
  readonly #keys: Keys["Service"]
  readonly #faults: MemoryFaults

  constructor(tables: MemoryTables, snapshots: MemorySnapshots, keys: Keys["Service"], faults: MemoryFaults) {
    this.#tables = tables
    this.#snapshots = snapshots
    this.#keys = keys
    this.#faults = faults
  }

  #seal({ receivedAt, claimedAt, ...row }: JournalRow, before: StoredRow | undefined): StoredRow {
    const sealed = {
      ...row,
      received_at: receivedAt,
      claimed_at: claimedAt ?? null,
      events: sealText(row.events, this.#keys.at, placeOfEvents(row.actor, row.seq)),
      reply: sealText(row.reply, this.#keys.at, placeOfReply(row.actor, row.seq))
    }
    return { ...sealed, chain: isChained(row.actor) ? linkOf(before?.chain ?? chainStart(row.actor), sealed) : null }
  }

  #open(row: StoredRow): JournalRow {
    return openRow(row, this.#keys.at)
  }

  /** Checks everything before anything is changed. */
  #apply(batch: Batch): ReadonlySet<number> {
    const proved = new Set(
      batch.leases.filter(({ slot, epoch }) => this.#leases.get(slot)?.epoch === epoch).map(({ slot }) => slot)
    )
    const rows = batch.rows.filter((row) => proved.has(row.slot))
    const last = new Map<ActorKey, number>()
    const commands = new Set<string>()
    for (const row of rows) {
      const before = last.get(row.actor) ?? this.#rows.get(row.actor)?.length ?? 0
      if (row.seq !== before + 1) throw new RowRefused(`${row.actor}: row ${row.seq} does not follow ${before}`)
      last.set(row.actor, row.seq)
      const command = `${row.actor} ${row.sender} ${row.n}`
      if (commands.has(command) || this.#commands.has(command)) throw new RowRefused(`${command} was stored before`)
      commands.add(command)
    }
    const projections = batch.projections
      .filter(({ slot }) => proved.has(slot))
      .map((projection) => prepareRow(projection, this.#keys.at))
    const reactions = batch.reactions.filter(({ slot }) => proved.has(slot))
    for (const reaction of reactions) {
      if (this.#reactions.has(reactionKey(reaction))) throw new RowRefused(`reaction ${reactionKey(reaction)} was stored before`)
    }

    for (const given of rows) {
      const history = this.#rows.get(given.actor)
      const row = this.#seal(given, history?.at(-1))
      if (history === undefined) this.#rows.set(row.actor, [row])
      else history.push(row)
      this.#commands.set(`${row.actor} ${row.sender} ${row.n}`, row)
    }
    for (const row of projections) this.#tables.apply(row)
    for (const reaction of reactions) {
      const command = sealText(reaction.command, this.#keys.at, placeOfReaction(reaction))
      this.#reactions.set(reactionKey(reaction), { ...reaction, command, parked: undefined })
    }
    for (const settled of batch.settled) if (proved.has(settled.slot)) this.#reactions.delete(reactionKey(settled))
    for (const due of batch.due) {
      if (!proved.has(due.slot)) continue
      if (due.dueAt === null) this.#due.delete(due.actor)
      else this.#due.set(due.actor, { ...due, dueAt: due.dueAt })
    }
    return proved
  }

  rowsOf(actor: string, after = 0): ReadonlyArray<JournalRow> {
    return (this.#rows.get(actor) ?? []).filter((row) => row.seq > after).map((row) => this.#open(row))
  }

  /** The actor's rows as they are kept. */
  storedRows(actor: string): ReadonlyArray<StoredRow> {
    return this.#rows.get(actor) ?? []
  }

  #load(actor: ActorKey): Loaded {
    const snapshot = this.#snapshots.readable(actor)[0]
    return { actor, snapshot, tail: this.rowsOf(actor, snapshot?.seq ?? 0) }
  }

  #nextEpoch(slot: number, node: string): Lease {
    const epoch = (this.#leases.get(slot)?.epoch ?? 0) + 1
    this.#leases.set(slot, { epoch, node })
    return { slot, epoch }
  }

  /** Reactions that were parked, with the code of their refusal. */
  parked(): ReadonlyArray<ReactionId & { readonly code: string }> {
    return [...this.#reactions.values()].flatMap(({ source, seq, index, parked }) =>
      parked === undefined ? [] : [{ source, seq, index, code: parked }]
    )
  }

  readonly service: Journal["Service"] = Journal.of({
    open: (slot, node) =>
      (this.#faults.beforeOpen?.(slot) ?? Effect.void).pipe(Effect.andThen(Effect.sync(() => this.#nextEpoch(slot, node)))),
    commit: (batch) =>
      Effect.gen({ self: this }, function* () {
        const before = this.#faults.beforeCommit?.(batch)
        if (before !== undefined) yield* before
        const authors = authorsOfBatch(batch)
        if (authors.size > 0) {
          yield* this.#keys
            .ensure(authors)
            .pipe(Effect.mapError(({ message }) => new CommitFailed({ kind: "conflict", message })))
        }
        const proved = yield* Effect.try({
          try: () => this.#apply(batch),
          catch: (error) => {
            if (error instanceof RowRefused) return new CommitFailed({ kind: "refused", message: error.message })
            throw error
          }
        })
        const after = this.#faults.afterCommit?.(batch)
        if (after !== undefined) yield* after
        return proved
      }),
    load: (actors) =>
      (this.#faults.beforeLoad?.(actors) ?? Effect.void).pipe(
        Effect.andThen(Effect.sync(() => actors.map((actor) => this.#load(actor))))
      ),
    findCommand: (actor: ActorKey, sender: Sender, n: number) =>
      Effect.sync(() => {
        const row = this.#commands.get(`${actor} ${sender} ${n}`)
        if (row === undefined) return Option.none()
        const { seq, digest, reply, at } = this.#open(row)
        return Option.some({ seq, digest, reply, at })
      }),
    due: (slot) =>
      Effect.sync(() => [...this.#due.values()].filter((due) => due.slot === slot).sort((a, b) => a.dueAt - b.dueAt)),
    pending: (slot) =>
      Effect.sync(() =>
        [...this.#reactions.values()]
          .filter((reaction) => reaction.slot === slot && reaction.parked === undefined)
          .sort(bySource)
          .map(({ parked: _, ...reaction }) => ({
            ...reaction,
            command: openText(reaction.command, this.#keys.at, placeOfReaction(reaction))
          }))
      ),
    park: (id, code) =>
      Effect.sync(() => {
        const reaction = this.#reactions.get(reactionKey(id))
        if (reaction !== undefined) reaction.parked = code
      }),
    parked: (of, { limit, offset }) =>
      Effect.sync(() => {
        const all = [...this.#reactions.values()]
          .filter(({ source, target, parked }) => parked !== undefined && (of === undefined || source === of || target === of))
          .sort(bySource)
        const rows = all
          .slice(offset, offset + limit)
          .map(({ source, seq, index, slot, target, hop, parked }): ParkedReaction => ({
            source,
            seq,
            index,
            slot,
            target,
            hop,
            code: parked ?? ""
          }))
        return { rows, total: all.length }
      }),
    findParked: (id) =>
      Effect.sync(() => {
        const found = this.#reactions.get(reactionKey(id))
        if (found?.parked === undefined) return undefined
        const { parked: _, ...reaction } = found
        return { ...reaction, command: openText(reaction.command, this.#keys.at, placeOfReaction(reaction)) }
      }),
    read: (range) =>
      Stream.suspend(() =>
        Stream.fromIterable(
          range === undefined
            ? [...this.#rows.keys()].sort().flatMap((actor) => this.rowsOf(actor))
            : this.rowsOf(range.actor, range.after)
        )
      )
  })
}
