/** A load generator as a process of its own: its job on the first line of its input, its findings on lines of its output. */
import { spawn } from "node:child_process"
import { createInterface } from "node:readline"

export interface Generator {
  readonly tell: (line: string) => void
  /** Ends it at once. */
  readonly end: () => Promise<void>
}

/** `script` is an absolute path to a compiled program. `onLine` gets a finding's name and the JSON after it. */
export const startGenerator = (
  script: string,
  job: unknown,
  onLine: (name: string, json: string) => void,
  onExit: (code: number | null) => void
): Generator => {
  const child = spawn(process.execPath, [script], { stdio: ["pipe", "pipe", "inherit"] })
  child.stdin.write(`${JSON.stringify(job)}\n`)
  // It may have died with words to it still under way; its end is reported, and says enough.
  child.stdin.on("error", () => {})
  const exited = new Promise<void>((resolve) =>
    child.once("exit", (code) => {
      resolve()
      onExit(code)
    })
  )
  createInterface({ input: child.stdout }).on("line", (line) => {
    const space = line.indexOf(" ")
    if (space < 0) onLine(line, "")
    else onLine(line.slice(0, space), line.slice(space + 1))
  })
  return {
    tell: (line) => child.stdin.write(`${line}\n`),
    end: async () => {
      child.kill("SIGKILL")
      await exited
    }
  }
}

/** What a generator says of what it found; the other end of `onLine`. */
export const say = (name: string, finding?: unknown): void => {
  process.stdout.write(finding === undefined ? `${name}\n` : `${name} ${JSON.stringify(finding)}\n`)
}

/** Milliseconds since 1970 with fractions: comparable between processes of one machine. */
export const epochMs = (): number => performance.timeOrigin + performance.now()
