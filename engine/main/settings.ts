/** What the program as a whole is told from outside; parts read their own settings where they use them. */
import { join, resolve } from "node:path"
import { Config, Effect, Redacted } from "effect"

export interface Settings {
  /** Where everything of this installation is kept: database, secrets, accounts of the demo. An absolute path. */
  readonly data: string
  /** `undefined`: an embedded PostgreSQL in the data folder. */
  readonly databaseUrl: Redacted.Redacted | undefined
  /** Where signed heads of the journal are kept: outside the database, best on another disk. An absolute path. */
  readonly heads: string
  /** What carries changes to other nodes; `undefined` for a node that is alone. */
  readonly redisUrl: Redacted.Redacted | undefined
  readonly lanes: number
  /** The academy to have in place at start: the demo's or none. */
  readonly academy: "demo" | "none"
  /** Whether an account opens only once its address was confirmed. */
  readonly confirmEmail: boolean
  /** The port on which other nodes reach this one; `undefined` for a node that is alone. */
  readonly node: { readonly host: string; readonly port: number } | undefined
}

/** Set to nothing, as compose files and shells do it, is not set. */
const address = (name: string) =>
  Config.Redacted(name).pipe(
    Config.withDefault(undefined),
    Config.map((url) => (url === undefined || Redacted.value(url) === "" ? undefined : url))
  )

export const settings = Effect.gen(function* () {
  const databaseUrl = yield* address("DATABASE_URL")
  const nodePort = yield* Config.Int("STOA_NODE_PORT").pipe(Config.withDefault(undefined))
  const nodeHost = yield* Config.String("STOA_NODE_HOST").pipe(Config.withDefault("127.0.0.1"))
  const data = resolve(yield* Config.String("STOA_DATA").pipe(Config.withDefault("./.stoa")))
  const heads = yield* Config.String("STOA_HEADS").pipe(Config.withDefault(""))
  const academy = yield* Config.Literals(["demo", "none"], "STOA_ACADEMY").pipe(
    Config.withDefault(databaseUrl === undefined ? ("demo" as const) : ("none" as const))
  )
  const confirmEmail = yield* Config.Literals(["on", "off"], "STOA_CONFIRM_EMAIL").pipe(
    Config.withDefault(academy === "demo" ? ("off" as const) : ("on" as const))
  )
  const read: Settings = {
    data,
    heads: heads === "" ? join(data, "heads") : resolve(heads),
    databaseUrl,
    redisUrl: yield* address("REDIS_URL"),
    lanes: Math.max(1, yield* Config.Int("STOA_LANES").pipe(Config.withDefault(2))),
    academy,
    confirmEmail: confirmEmail === "on",
    node: nodePort === undefined ? undefined : { host: nodeHost, port: nodePort }
  }
  return read
})
