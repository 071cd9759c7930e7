/**
 * A PostgreSQL of Stoa's own, for machines with nothing but Node: a real server from an npm package, with its data in
 * Stoa's data folder. Acquired, it takes connections; released, it is shut down cleanly. In between it is started again
 * if it dies.
 */
import { existsSync } from "node:fs"
import { Data, Effect, Schedule, type Scope } from "effect"
import postgres from "postgres"
import { findBinaries } from "./binaries.ts"
import { configuration, type Sizing } from "./configuration.ts"
import { claimFolder, passwordOf, portOf, prepareFolder, type ServerFolder } from "./folder.ts"
import { isAlive } from "./processes.ts"
import { databaseUser, findServer, initialise, type RunningServer, startServer, stopServer } from "./server.ts"
import { serverUser } from "./system-user.ts"

/** `message` is a sentence for the operator. */
export class EmbeddedPostgresFailed extends Data.TaggedError("EmbeddedPostgresFailed")<{
  readonly message: string
  readonly cause?: unknown
}> {}

export interface EmbeddedOptions extends Sizing {
  /** Where everything is kept; made when missing. */
  readonly folder: string
}

const databaseName = "stoa"
const urlOf = (port: number, password: string, database: string): string =>
  `postgres://${databaseUser}:${password}@127.0.0.1:${port}/${database}`

const failed = (cause: unknown): EmbeddedPostgresFailed =>
  new EmbeddedPostgresFailed({ message: cause instanceof Error ? cause.message : String(cause), cause })

/** Does the server that was found answer to our password? Otherwise it is not ours, whatever its folder says. */
const answers = async (url: string): Promise<boolean> => {
  const sql = postgres(url, { max: 1, connect_timeout: 5, onnotice: () => {} })
  try {
    await sql`select 1`
    return true
  } catch {
    return false
  } finally {
    await sql.end({ timeout: 1 })
  }
}

const ensureDatabase = async (port: number, password: string): Promise<void> => {
  const sql = postgres(urlOf(port, password, "postgres"), { max: 1, onnotice: () => {} })
  try {
    const found = await sql`select 1 from pg_database where datname = ${databaseName}`
    if (found.length === 0) await sql.unsafe(`create database ${databaseName}`)
  } finally {
    await sql.end({ timeout: 5 })
  }
}

class EmbeddedServer {
  #running: RunningServer | undefined
  #starting: Promise<void> | undefined
  #stopped = false
  readonly #folder: ServerFolder
  readonly #sizing: Sizing
  readonly #user = serverUser()
  readonly #password: string
  readonly #release: () => void

  constructor(options: EmbeddedOptions) {
    this.#sizing = options
    this.#folder = prepareFolder(options.folder, this.#user)
    this.#release = claimFolder(this.#folder)
    this.#password = passwordOf(this.#folder)
  }

  async #start(): Promise<void> {
    const found = findServer(this.#folder)
    if (found !== undefined) {
      if (await answers(urlOf(found.port, this.#password, "postgres"))) {
        this.#running = found
        return
      }
      await stopServer(found.pid)
    }
    const programs = findBinaries(this.#folder.place, this.#user)
    initialise(programs, this.#folder, this.#password, this.#user)
    // A server that died keeps its port, since everybody connects there.
    const port = this.#running?.port ?? (await portOf(this.#folder))
    const started = await startServer(programs, this.#folder, port, configuration(this.#sizing), this.#user)
    this.#running = started.server
  }

  async boot(): Promise<string> {
    try {
      await this.#start()
      const { port } = this.#running ?? { port: 0 }
      await ensureDatabase(port, this.#password)
      return urlOf(port, this.#password, databaseName)
    } catch (error) {
      this.#release()
      throw error
    }
  }

  /** Starts the server again if it is gone; answers whether it was. */
  async revive(): Promise<boolean> {
    if (this.#stopped || this.#running === undefined || isAlive(this.#running.pid)) return false
    this.#starting = this.#start()
    await this.#starting
    return true
  }

  async stop(): Promise<void> {
    this.#stopped = true
    await this.#starting?.catch(() => {})
    if (this.#running !== undefined) await stopServer(this.#running.pid)
    this.#release()
  }
}

/** The connection URL of a server that another program runs over this folder, for who only looks. */
export const urlOfRunning = (folder: string): string | undefined => {
  if (!existsSync(folder)) return undefined
  const prepared = prepareFolder(folder, serverUser())
  const running = findServer(prepared)
  return running === undefined ? undefined : urlOf(running.port, passwordOf(prepared), databaseName)
}

/** The connection URL of an embedded server that lives as long as the scope. */
export const embeddedPostgres = (options: EmbeddedOptions): Effect.Effect<string, EmbeddedPostgresFailed, Scope.Scope> =>
  Effect.gen(function* () {
    const server = yield* Effect.try({ try: () => new EmbeddedServer(options), catch: failed })
    const url = yield* Effect.acquireRelease(Effect.tryPromise({ try: () => server.boot(), catch: failed }), () =>
      Effect.promise(() => server.stop())
    )
    yield* Effect.tryPromise({ try: () => server.revive(), catch: failed }).pipe(
      Effect.tap((revived) => (revived ? Effect.logWarning("PostgreSQL had ended and was started again") : Effect.void)),
      Effect.tapError((error) => Effect.logError(error.message)),
      Effect.ignore,
      Effect.repeat(Schedule.spaced("250 millis")),
      Effect.forkScoped
    )
    return url
  })
