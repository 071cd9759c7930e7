/**
 * The engine's log: one line per thing that happened, as JSON where a program reads it and as a sentence where a person
 * does. Effect's own logging ends here too, so that every part writes into one story.
 */
import { Cause, Config, Context, Effect, Layer, Logger, References } from "effect"
import { type Level, pino, stdTimeFunctions } from "pino"

export class Log extends Context.Service<Log, pino.Logger>()("stoa/gateway/Log") {}

/** Never written, wherever they stand: what they protect outlives the log. */
const secrets = [
  "password",
  "password_hash",
  "token",
  "access_token",
  "refresh_token",
  "accessToken",
  "refreshToken",
  "authorization",
  "cookie",
  "secret",
  "answers",
  "response"
]
const redact = { paths: secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: "[redacted]" }

const names: Readonly<Record<number, string>> = { 10: "trace", 20: "debug", 30: "info", 40: "warn", 50: "ERROR", 60: "FATAL" }

/** `12:03:11.204 warn  Slow request (method=GET route=/api/v1/courses ms=1204)` */
export const story = (line: string): string => {
  const { level, time, msg, pid: _pid, hostname: _hostname, err, ...rest } = JSON.parse(line)
  const clock = String(time).slice(11, 23)
  const details = Object.entries(rest).map(
    ([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`
  )
  const trouble = err === undefined ? "" : `\n${String(err.stack ?? err.message ?? JSON.stringify(err))}`
  return `${clock} ${(names[level] ?? "?").padEnd(5)} ${msg ?? ""}${details.length === 0 ? "" : ` (${details.join(" ")})`}${trouble}\n`
}

/** `write` takes each line; without it they go to standard output, buffered. */
export const makeLog = (level: Level, write?: (line: string) => void): pino.Logger =>
  pino(
    { level, redact, timestamp: stdTimeFunctions.isoTime, base: null },
    write === undefined ? pino.destination({ dest: 1, sync: false }) : { write }
  )

const levels: Readonly<Record<string, Level>> = {
  Fatal: "fatal",
  Error: "error",
  Warn: "warn",
  Info: "info",
  Debug: "debug",
  Trace: "trace"
}

/** Effect's log entries: strings become the message, records its details, causes its trouble. */
const through = (log: pino.Logger) =>
  Logger.make(({ logLevel, message, cause, fiber }) => {
    const parts = Array.isArray(message) ? message : [message]
    const details: Record<string, unknown> = { ...fiber.getRef(References.CurrentLogAnnotations) }
    const words: Array<string> = []
    for (const part of parts) {
      if (typeof part === "object" && part !== null && !(part instanceof Error)) Object.assign(details, part)
      else words.push(part instanceof Error ? part.message : String(part))
    }
    if (cause.reasons.length > 0) details["err"] = { stack: Cause.pretty(cause) }
    log[levels[logLevel] ?? "info"](details, words.join(" "))
  })

const configured = Config.all({
  level: Config.Literals(["fatal", "error", "warn", "info", "debug", "trace"], "STOA_LOG").pipe(
    Config.withDefault("info" as const)
  ),
  format: Config.Literals(["auto", "json", "story"], "STOA_LOG_FORMAT").pipe(Config.withDefault("auto" as const))
})

const effectLevel = { fatal: "Fatal", error: "Error", warn: "Warn", info: "Info", debug: "Debug", trace: "Trace" } as const

/** Provides `Log`, and makes it where Effect's logging goes. */
export const logLayer = Layer.unwrap(
  Effect.gen(function* () {
    const { level, format } = yield* configured
    const readable = format === "auto" ? process.stdout.isTTY : format === "story"
    const log = makeLog(level, readable ? (line) => void process.stdout.write(story(line)) : undefined)
    return Layer.mergeAll(
      Layer.succeed(Log, log),
      Logger.layer([through(log)]),
      Layer.succeed(References.MinimumLogLevel, effectLevel[level])
    )
  })
)
