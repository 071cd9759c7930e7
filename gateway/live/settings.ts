/** The live connection's numbers, each with the name under which it can be set. */
import { Config, Effect } from "effect"

export interface LiveSettings {
  /** Origins, besides the server's own, whose pages may connect. */
  readonly origins: ReadonlyArray<string>
  /** Whether `X-Forwarded-For` is believed: only behind a proxy that sets it. */
  readonly trustProxy: boolean
  readonly maxFrameBytes: number
  /** Per second; twice as many may come at once. */
  readonly framesPerConnection: number
  readonly commandsPerConnection: number
  readonly commandsPerAccount: number
  /** Schools sit behind one address: this bounds a machine gone wild, not a class in an exam. */
  readonly framesPerAddress: number
  readonly handshakesPerAddress: number
  readonly connectionsPerAddress: number
  readonly connectionsPerAccount: number
  readonly subscriptionsPerConnection: number
  /** Bytes waiting for a reader: past the first it gets no more changes, past the second it is let go. */
  readonly slowBytes: number
  readonly hopelessBytes: number
  readonly hopelessMs: number
  readonly beatEveryMs: number
  /** How long past its end an access token still carries a connection. */
  readonly tokenGraceMs: number
}

const count = (name: string, otherwise: number) => Config.Int(name).pipe(Config.withDefault(otherwise))
const list = (text: string) =>
  text
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "")

export const liveSettings = Effect.gen(function* () {
  const commands = yield* count("STOA_LIMIT_COMMANDS", 50)
  const settings: LiveSettings = {
    origins: list(yield* Config.String("STOA_ORIGINS").pipe(Config.withDefault(""))),
    trustProxy: (yield* Config.Literals(["on", "off"], "STOA_TRUST_PROXY").pipe(Config.withDefault("off"))) === "on",
    maxFrameBytes: 64 * 1024,
    framesPerConnection: yield* count("STOA_LIMIT_FRAMES", Math.max(100, commands * 2)),
    commandsPerConnection: commands,
    commandsPerAccount: commands * 2,
    framesPerAddress: yield* count("STOA_LIMIT_ADDRESS_FRAMES", 100_000),
    handshakesPerAddress: yield* count("STOA_LIMIT_ADDRESS_HANDSHAKES", 1000),
    connectionsPerAddress: yield* count("STOA_LIMIT_ADDRESS_CONNECTIONS", 10_000),
    connectionsPerAccount: yield* count("STOA_LIMIT_ACCOUNT_CONNECTIONS", 16),
    subscriptionsPerConnection: 64,
    slowBytes: yield* count("STOA_SLOW_BYTES", 64 * 1024),
    hopelessBytes: yield* count("STOA_HOPELESS_BYTES", 1024 * 1024),
    hopelessMs: yield* count("STOA_HOPELESS_MS", 10_000),
    beatEveryMs: 2000,
    tokenGraceMs: 60_000
  }
  return settings
})
