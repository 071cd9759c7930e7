/**
 * The journal in PostgreSQL. Commits go over the lanes' own connections, everything else over the general pool.
 *
 * A commit is the hot path: when the keys of all authors are at hand, which is nearly always, it is one synchronous
 * assembly of text parameters and one round trip.
 */
import { Effect, Option, Stream } from "effect"
import type { PendingQuery } from "postgres"
import {
  type Batch,
  CommitFailed,
  type Due,
  Journal,
  type JournalRow,
  type Loaded,
  StorageUnavailable
} from "../../engine/journal.ts"
import type { ActorKey, Sender } from "../../protocol/ids.ts"
import type { Instant } from "../../protocol/time.ts"
import { authorsOfBatch, missingKeys } from "../batch-authors.ts"
import { type Database, unavailable } from "../database.ts"
import type { Keys } from "../keys/keys.ts"
import { KeyNotAtHand, sealersOfText } from "../sealing.ts"
import { commitFailed } from "./commit-failure.ts"
import { statementOf } from "./parameters.ts"
import type { PostgresSnapshots } from "./postgres-snapshots.ts"
import { separator, Statements } from "./statement.ts"
import { openReaction, openRow, storedColumns, type StoredReaction, type StoredRow } from "./stored-rows.ts"

const sealersOfRows = (rows: ReadonlyArray<StoredRow>): Set<number> => {
  const people = new Set<number>()
  for (const { events, reply } of rows) {
    sealersOfText(events, people)
    sealersOfText(reply, people)
  }
  return people
}

const chunk = 500

/** The driver's own iterator answers `return` with something that is no promise, which Effect's streams cannot take. */
async function* inChunks(query: PendingQuery<Array<StoredRow>>): AsyncGenerator<ReadonlyArray<StoredRow>> {
  yield* query.cursor(chunk)
}

export const makePostgresJournal = (
  { lanes, run, sql }: Database["Service"],
  keys: Keys["Service"],
  snapshots: PostgresSnapshots
): Journal["Service"] => {
  const statements = new Statements()

  type Statement = ReturnType<typeof statementOf>

  /** The batch as a statement, or `undefined` when an author's key has to be fetched first. */
  const assemble = (batch: Batch): Statement | undefined => {
    try {
      return statementOf(batch, keys.at, statements)
    } catch (error) {
      if (error instanceof KeyNotAtHand) return undefined
      throw error
    }
  }

  const send = (statement: () => Statement): Effect.Effect<ReadonlySet<number>, CommitFailed> =>
    Effect.tryPromise({
      try: async () => {
        const { text, parameters } = statement()
        const rows = await lanes.unsafe<Array<{ readonly slot: number }>>(text, [...parameters], { prepare: true })
        return new Set(rows.map(({ slot }) => slot))
      },
      catch: commitFailed
    })

  /** Nothing was sent yet when this fails. */
  const fetchKeys = (batch: Batch) =>
    keys
      .ensure(missingKeys(authorsOfBatch(batch), keys))
      .pipe(Effect.mapError(({ message }) => new CommitFailed({ kind: "conflict", message })))

  const openRows = (rows: ReadonlyArray<StoredRow>): Effect.Effect<ReadonlyArray<JournalRow>, StorageUnavailable> =>
    Effect.flatMap(keys.load(sealersOfRows(rows)), (held) =>
      Effect.try({
        try: () => rows.map((row) => openRow(row, (person) => held.get(person) ?? keys.at(person))),
        catch: unavailable
      })
    )

  const tails = (actors: ReadonlyArray<ActorKey>, after: ReadonlyArray<number>) =>
    Effect.flatMap(
      run(
        (sql) => sql<Array<StoredRow>>`
          select j.* from unnest(
            string_to_array(${actors.join(separator)}::text, chr(30)), ${`{${after.join(",")}}`}::text::bigint[]
          ) as wanted (actor, after)
          cross join lateral (
            select ${sql.unsafe(storedColumns)} from journal
            where journal.actor = wanted.actor and journal.seq > wanted.after order by journal.seq
          ) j`
      ),
      openRows
    )

  const load = (actors: ReadonlyArray<ActorKey>): Effect.Effect<ReadonlyArray<Loaded>, StorageUnavailable> =>
    Effect.gen(function* () {
      if (actors.length === 0) return []
      const newest = yield* snapshots.newest(actors)
      const loaded = new Map(
        actors.map((actor) => [actor, { actor, snapshot: newest.get(actor), tail: new Array<JournalRow>() }])
      )
      for (const row of yield* tails(
        actors,
        actors.map((actor) => newest.get(actor)?.seq ?? 0)
      )) {
        const of = loaded.get(row.actor)
        const before = of?.tail.at(-1)?.seq ?? of?.snapshot?.seq ?? 0
        if (row.seq !== before + 1) {
          return yield* new StorageUnavailable({ message: `${row.actor}: row ${before + 1} is missing from the journal` })
        }
        of?.tail.push(row)
      }
      return [...loaded.values()]
    })

  return Journal.of({
    open: (slot, node) =>
      Effect.map(
        run(
          (sql) => sql<Array<{ readonly epoch: number }>>`
            insert into slot_lease (slot, epoch, node) values (${slot}, 1, ${node})
            on conflict (slot) do update set epoch = slot_lease.epoch + 1, node = excluded.node, opened_at = now()
            returning epoch`
        ),
        ([row]) => ({ slot, epoch: row?.epoch ?? 0 })
      ),

    // The keys of all authors are at hand nearly always: looking for who they are is left to when one is missing.
    commit: (batch) =>
      Effect.suspend(() => {
        const assembled = Effect.try({ try: () => assemble(batch), catch: commitFailed })
        return Effect.flatMap(assembled, (statement) =>
          statement === undefined
            ? Effect.andThen(
                fetchKeys(batch),
                send(() => statementOf(batch, keys.at, statements))
              )
            : send(() => statement)
        )
      }),

    load,

    findCommand: (actor: ActorKey, sender: Sender, n: number) =>
      Effect.gen(function* () {
        const found = yield* run(
          (sql) => sql<Array<StoredRow>>`
            select ${sql.unsafe(storedColumns)} from journal where actor = ${actor} and sender = ${sender} and n = ${n}`
        )
        return Option.map(Option.fromNullishOr((yield* openRows(found))[0]), ({ seq, digest, reply, at }) => ({
          seq,
          digest,
          reply,
          at
        }))
      }),

    due: (slot) =>
      Effect.map(
        run(
          (sql) => sql<Array<Due & { readonly dueAt: Instant }>>`
            select actor, slot, due_at as "dueAt" from due where slot = ${slot} order by due_at, actor`
        ),
        (rows) => [...rows]
      ),

    pending: (slot) =>
      Effect.gen(function* () {
        const stored = yield* run(
          (sql) => sql<Array<StoredReaction>>`
            select source, seq, index, slot, target, hop, command from reactions
            where slot = ${slot} and parked is null order by source, seq, index`
        )
        const people = new Set<number>()
        for (const { command } of stored) sealersOfText(command, people)
        yield* keys.load(people)
        return yield* Effect.try({ try: () => stored.map((reaction) => openReaction(reaction, keys.at)), catch: unavailable })
      }),

    park: ({ source, seq, index }, code) =>
      Effect.asVoid(
        run((sql) => sql`update reactions set parked = ${code} where source = ${source} and seq = ${seq} and index = ${index}`)
      ),

    read: (range) =>
      Stream.fromAsyncIterable(
        inChunks(
          range === undefined
            ? sql<Array<StoredRow>>`select ${sql.unsafe(storedColumns)} from journal order by actor, seq`
            : sql<Array<StoredRow>>`
                select ${sql.unsafe(storedColumns)} from journal
                where actor = ${range.actor} and seq > ${range.after} order by seq`
        ),
        unavailable
      ).pipe(Stream.mapEffect(openRows), Stream.flattenIterable)
  })
}
