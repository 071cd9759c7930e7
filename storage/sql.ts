/** The SQL client as Stoa sets it up. */
import postgres from "postgres"

/** bigint columns arrive as numbers: ids, sequences and instants all stay below 2^53. numeric stays text, exact. */
const types = { bigint: { to: 20, from: [20], parse: Number, serialize: String } }
export type Sql = postgres.Sql<{ bigint: number }>
/** A pool, or a transaction on one of its connections. */
export type SqlOrTransaction = postgres.ISql<{ bigint: number }>

/** An open pool outside any Effect: for scripts and tests. The caller ends it. */
export const connect = (url: string, connections: number, session: Readonly<Record<string, string>> = {}): Sql =>
  postgres(url, {
    max: connections,
    types,
    onnotice: () => {},
    // Array types are never sent by name here, and the look-up would cost every connection a query.
    fetch_types: false,
    // A connection lives until it breaks: prepared statements live with it.
    max_lifetime: null,
    connect_timeout: 10,
    backoff: (attempt) => Math.min(2, 0.1 * 2 ** attempt),
    connection: { application_name: "stoa", TimeZone: "UTC", ...session }
  })

/** What the pool and a transaction both take. */
export type Queries = postgres.ISql<{ bigint: number }>

/** The driver's own `begin` unwraps arrays of promises, which no generic result can be read through. */
export const inTransaction = async <R>(sql: Sql, work: (db: Queries) => Promise<R>): Promise<R> => {
  const { result } = await sql.begin(async (db) => ({ result: await work(db) }))
  return result
}
