/**
 * The journal in PostgreSQL. Commits go over the lanes' own connections, everything else over the general pool.
 *
 * A commit is the hot path: when the keys of all authors and the links before all rows are at hand, which is nearly
 * always, it is one synchronous assembly of text parameters and one round trip.
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
  type ParkedReaction,
  StorageUnavailable
} from "../../engine/journal.ts"
import type { ActorKey, Sender } from "../../protocol/ids.ts"
import type { Instant } from "../../protocol/time.ts"
import { authorsOfBatch, missingKeys } from "../batch-authors.ts"
import { type Database, unavailable } from "../database.ts"
import type { Sql } from "../sql.ts"
import { chainStart, isChained } from "../integrity/chain.ts"
import { NewestLinks } from "../integrity/newest-links.ts"
import type { Head } from "../integrity/witness.ts"
import type { Keys } from "../keys/keys.ts"
import { KeyNotAtHand, sealersOfText } from "../sealing.ts"
import { commitFailed } from "./commit-failure.ts"
import { linksToRead, LinkNotAtHand, type LinkBefore } from "./linking.ts"
import { type Statement, statementOf } from "./parameters.ts"
import type { PostgresSnapshots } from "./postgres-snapshots.ts"
import { separator, type Statements } from "./statement.ts"
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
  snapshots: PostgresSnapshots,
  witness: (head: Head) => void,
  statements: Statements
): Journal["Service"] => {
  const newestLinks = new NewestLinks()

  /** The batch as a statement, or `undefined` when an author's key or a link has to be fetched first. */
  const assemble = (batch: Batch): Statement | undefined => {
    try {
      return statementOf(batch, keys.at, (actor, seq) => newestLinks.at(actor, seq), statements)
    } catch (error) {
      if (error instanceof KeyNotAtHand || error instanceof LinkNotAtHand) return undefined
      throw error
    }
  }

  /** The statement has committed for these slots. Not before: see `NewestLinks`. */
  const learn = ({ links }: Statement, proved: ReadonlySet<number>): void => {
    for (const link of links) {
      if (!proved.has(link.slot)) continue
      newestLinks.learn(link.actor, link.seq, link.chain)
      witness(link)
    }
  }

  const send = (statement: () => Statement): Effect.Effect<ReadonlySet<number>, CommitFailed> =>
    Effect.tryPromise({
      try: async () => {
        const sent = statement()
        const rows = await lanes.unsafe<Array<{ readonly slot: number }>>(sent.text, [...sent.parameters], { prepare: true })
        const proved = new Set(rows.map(({ slot }) => slot))
        // Here and not in who waits: they may have been interrupted, and it has committed all the same.
        learn(sent, proved)
        return proved
      },
      catch: commitFailed
    })

  /** Nothing was sent yet when this fails. */
  const fetchKeys = (batch: Batch) =>
    keys
      .ensure(missingKeys(authorsOfBatch(batch), keys))
      .pipe(Effect.mapError(({ message }) => new CommitFailed({ kind: "conflict", message })))

  /**
   * The links before a batch's rows, as far as memory does not hold them. A row that is not there, or is older than the
   * chain, is followed by a chain that begins: an exam must not fail because somebody tampered with its past, and the
   * gap or the missing link is there for the verifier to find.
   */
  const fetchLinks = (batch: Batch): Effect.Effect<LinkBefore, CommitFailed> =>
    Effect.gen(function* () {
      const wanted = linksToRead(batch).filter(({ actor, seq }) => newestLinks.at(actor, seq) === undefined)
      const read = new Map(wanted.map(({ actor, seq }) => [`${actor} ${seq}`, chainStart(actor)]))
      if (wanted.length > 0) {
        const rows = yield* Effect.mapError(
          run(
            (sql) => sql<Array<{ readonly actor: ActorKey; readonly seq: number; readonly chain: string | null }>>`
              select journal.actor, journal.seq, journal.chain from unnest(
                string_to_array(${wanted.map(({ actor }) => actor).join(separator)}::text, chr(30)),
                ${`{${wanted.map(({ seq }) => seq).join(",")}}`}::text::bigint[]
              ) as wanted (actor, seq)
              join journal on journal.actor = wanted.actor and journal.seq = wanted.seq`
          ),
          ({ message }) => new CommitFailed({ kind: "conflict", message })
        )
        for (const { actor, seq, chain } of rows) if (chain !== null) read.set(`${actor} ${seq}`, chain)
      }
      return (actor, seq) => newestLinks.at(actor, seq) ?? read.get(`${actor} ${seq}`)
    })

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
      for (const { actor, tail } of loaded.values()) {
        const last = tail.at(-1)
        if (last !== undefined && isChained(actor)) newestLinks.learn(actor, last.seq, last.chain ?? chainStart(actor))
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

    // All is at hand nearly always: looking for whose keys and which links are needed is left to when one is missing.
    commit: (batch) =>
      Effect.suspend(() => {
        const assembled = Effect.try({ try: () => assemble(batch), catch: commitFailed })
        return Effect.flatMap(assembled, (statement) =>
          statement === undefined
            ? Effect.andThen(
                fetchKeys(batch),
                Effect.flatMap(fetchLinks(batch), (linkBefore) => send(() => statementOf(batch, keys.at, linkBefore, statements)))
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

    parked: (of, { limit, offset }) => {
      const those = (db: Sql) => db`
        parked is not null and ${of === undefined ? db`true` : db`(source = ${of} or target = ${of})`}`
      return Effect.map(
        run(async (db) => ({
          rows: await db<Array<ParkedReaction>>`
            select source, seq, index, slot, target, hop, parked as code from reactions where ${those(db)}
            order by source, seq, index limit ${limit} offset ${offset}`,
          counted: await db<Array<{ total: number }>>`select count(*)::int as total from reactions where ${those(db)}`
        })),
        ({ rows, counted }) => ({ rows: [...rows], total: counted[0]?.total ?? 0 })
      )
    },

    findParked: ({ source, seq, index }) =>
      Effect.gen(function* () {
        const [stored] = yield* run(
          (sql) => sql<Array<StoredReaction>>`
            select source, seq, index, slot, target, hop, command from reactions
            where source = ${source} and seq = ${seq} and index = ${index} and parked is not null`
        )
        if (stored === undefined) return undefined
        const people = new Set<number>()
        sealersOfText(stored.command, people)
        yield* keys.load(people)
        return yield* Effect.try({ try: () => openReaction(stored, keys.at), catch: unavailable })
      }),

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
