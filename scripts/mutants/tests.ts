/** Runs some of the tests in a scratch copy, and tells what came of each. */
import { spawn } from "node:child_process"
import { existsSync, readFileSync, rmSync } from "node:fs"
import { join, relative } from "node:path"
import { Schema } from "effect"

export interface Tested {
  readonly file: string
  /** With the names of what it stands in. */
  readonly name: string
  readonly outcome: "passed" | "failed"
  readonly messages: ReadonlyArray<string>
}

export interface Run {
  readonly tests: ReadonlyArray<Tested>
  /** Files that could not be loaded, and why. */
  readonly broken: ReadonlyArray<{ readonly file: string; readonly message: string }>
  readonly seconds: number
}

const decodeReport = Schema.decodeUnknownSync(
  Schema.fromJsonString(
    Schema.Struct({
      testResults: Schema.Array(
        Schema.Struct({
          name: Schema.String,
          message: Schema.String,
          assertionResults: Schema.Array(
            Schema.Struct({
              fullName: Schema.String,
              status: Schema.String,
              failureMessages: Schema.NullOr(Schema.Array(Schema.String))
            })
          )
        })
      )
    })
  )
)

/** A planted fault may make a test wait for ever. */
const patienceMs = 300_000

export const runTests = async (
  folder: string,
  files: ReadonlyArray<string>,
  pattern: string,
  seed: string,
  kill: AbortSignal
): Promise<Run> => {
  const began = performance.now()
  const report = join(folder, "report.json")
  rmSync(report, { force: true })
  const vitest = join("node_modules", "vitest", "vitest.mjs")
  const config = join("tests", "mutants", "vitest.config.ts")
  const said = await end(
    folder,
    [vitest, "run", "--config", config, "--reporter", "json", "--outputFile", report, "-t", pattern, ...files],
    { STOA_SEED: seed },
    kill
  )
  if (!existsSync(report)) throw new Error(`vitest told nothing:\n${said}`)
  const tests: Array<Tested> = []
  const broken: Array<Run["broken"][number]> = []
  for (const { name, message, assertionResults } of decodeReport(readFileSync(report, "utf8")).testResults) {
    const file = relative(folder, name)
    if (assertionResults.length === 0) broken.push({ file, message })
    for (const { fullName, status, failureMessages } of assertionResults) {
      if (status !== "passed" && status !== "failed") continue
      tests.push({ file, name: fullName, outcome: status, messages: failureMessages ?? [] })
    }
  }
  return { tests, broken, seconds: (performance.now() - began) / 1_000 }
}

/**
 * Errors of the compiler in these files. Names that are gone would else be an `internal` refusal at run time, and look like
 * a fault that was noticed.
 */
export const compileErrors = async (
  folder: string,
  files: ReadonlyArray<string>,
  kill: AbortSignal
): Promise<ReadonlyArray<string>> => {
  const compiler = join("node_modules", "typescript", "bin", "tsc")
  const said = await end(
    folder,
    [compiler, "--noEmit", "--incremental", "--tsBuildInfoFile", "report.tsbuildinfo", "-p", "."],
    {},
    kill
  )
  return said.split("\n").filter((line) => files.some((file) => line.startsWith(`${file}(`)))
}

/** What a program said, however it ended. */
const end = (
  folder: string,
  args: ReadonlyArray<string>,
  environment: Readonly<Record<string, string>>,
  kill: AbortSignal
): Promise<string> =>
  new Promise((resolve, reject) => {
    // A process group of its own, so that its workers end with it.
    const child = spawn(process.execPath, args, {
      cwd: folder,
      env: { ...process.env, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true
    })
    const stop = (): void => {
      if (child.pid === undefined || child.exitCode !== null) return
      try {
        process.kill(-child.pid, "SIGKILL")
      } catch {
        // It ended at this very moment.
      }
    }
    let said = ""
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (said += chunk.toString()))
    const tooLong = setTimeout(stop, patienceMs)
    kill.addEventListener("abort", stop, { once: true })
    child.once("error", reject)
    child.once("close", () => {
      clearTimeout(tooLong)
      kill.removeEventListener("abort", stop)
      resolve(said)
    })
    if (kill.aborted) stop()
  })
