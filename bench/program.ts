/** Starts a program of the project as users do, compiled and as a process of its own, and waits for the line that says it is up. */
import { type ChildProcess, spawn } from "node:child_process"
import { createInterface } from "node:readline"

export interface Program {
  readonly pid: number
  readonly process: ChildProcess
  /** What the awaited line matched. */
  readonly match: RegExpExecArray
  /** Ends it in order, or at once after ten seconds. */
  readonly stop: () => Promise<void>
  readonly exited: Promise<void>
}

/** `script` is an absolute path to a compiled program. Rejects when it ends before it is up, with what it said last. */
export const startProgram = (
  script: string,
  args: ReadonlyArray<string>,
  environment: Readonly<Record<string, string>>,
  up: RegExp,
  nodeOptions: ReadonlyArray<string> = [],
  /** Kills it at once, up or not. */
  kill?: AbortSignal
): Promise<Program> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...nodeOptions, script, ...args], {
      env: { ...process.env, ...environment },
      stdio: ["ignore", "pipe", "pipe"]
    })
    kill?.addEventListener("abort", () => child.kill("SIGKILL"), { once: true })
    const said: Array<string> = []
    const note = (line: string): void => {
      said.push(line)
      if (said.length > 30) said.shift()
    }
    const exited = new Promise<void>((over) => child.once("exit", () => over()))
    createInterface({ input: child.stderr }).on("line", note)
    createInterface({ input: child.stdout }).on("line", (line) => {
      note(line)
      const match = up.exec(line)
      if (match === null || child.pid === undefined) return
      resolve({ pid: child.pid, process: child, match, exited, stop: () => stop(child, exited) })
    })
    child.once("exit", (code) => reject(new Error(`${script} ended with ${code} before it was up:\n${said.join("\n")}`)))
    child.once("error", reject)
  })

const stop = async (child: ChildProcess, exited: Promise<void>): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill("SIGTERM")
  const hard = setTimeout(() => child.kill("SIGKILL"), 10_000)
  await exited
  clearTimeout(hard)
}
