/**
 * The log-in of whoever uses the command line, in a file that only they can read. Passwords are never kept, and never taken
 * from arguments, which other people of the machine can see.
 */
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { homedir } from "node:os"
import { dirname, join } from "node:path"
import { createInterface } from "node:readline"
import { Writable } from "node:stream"
import { Schema } from "effect"
import { Trouble } from "./verb.ts"

const LogIn = Schema.Struct({
  url: Schema.String,
  accessToken: Schema.String,
  /** Instants in milliseconds since 1970. */
  accessEnds: Schema.Int,
  refreshToken: Schema.String
})
export type LogIn = typeof LogIn.Type
const decode = Schema.decodeUnknownSync(Schema.fromJsonString(LogIn))

const file = (): string => {
  const folder = process.env.XDG_CONFIG_HOME ?? ""
  return join(folder === "" ? join(homedir(), ".config") : folder, "stoa", "log-in.json")
}

export const readLogIn = (): LogIn | undefined => {
  try {
    return decode(readFileSync(file(), "utf8"))
  } catch {
    return undefined
  }
}

/** Whole or not at all: a refresh token is good once, and half a file would lose the log-in. */
export const keepLogIn = (logIn: LogIn): void => {
  const path = file()
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const next = `${path}.${process.pid}`
  writeFileSync(next, JSON.stringify(logIn), { mode: 0o600 })
  chmodSync(next, 0o600)
  renameSync(next, path)
}

export const forgetLogIn = (): void => rmSync(file(), { force: true })

/** Asks without showing what is typed. */
const prompted = (question: string): Promise<string> =>
  new Promise((resolve) => {
    process.stderr.write(question)
    const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
    const lines = createInterface({ input: process.stdin, output: silent, terminal: true })
    lines.question("", (answer) => {
      lines.close()
      process.stderr.write("\n")
      resolve(answer)
    })
  })

const piped = async (): Promise<string> => {
  const chunks: Array<Buffer> = []
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
    .toString("utf8")
    .replace(/\r?\n$/, "")
}

/** From `STOA_CODE` or the terminal. */
export const secondFactor = async (): Promise<string> => {
  const given = process.env.STOA_CODE ?? (process.stdin.isTTY ? await prompted("Code of your device: ") : "")
  if (given === "") throw new Trouble("This account has a second factor: set STOA_CODE, or log in from a terminal.", 2)
  return given
}

/** From `STOA_PASSWORD`, the terminal, or standard input where that is none. */
export const password = async (question = "Password: "): Promise<string> => {
  const given = process.env.STOA_PASSWORD ?? (process.stdin.isTTY ? await prompted(question) : await piped())
  if (given === "") throw new Trouble("No password was given: set STOA_PASSWORD, type it, or pipe it in.", 2)
  return given
}
