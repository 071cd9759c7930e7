/** What a process tree costs, read from the kernel: the benches' only witness that does not live inside what they measure. */
import { readdirSync, readFileSync } from "node:fs"

/** Ticks per second of the kernel's accounting; 100 on every Linux that Node runs on. */
const ticksPerSecond = 100
const pageBytes = 4096

export interface Usage {
  /** Processor time used so far, in microseconds. */
  readonly cpuUs: number
  /** Resident memory, in bytes; shared pages are counted in each process. */
  readonly rssBytes: number
}

interface Process {
  readonly pid: number
  readonly name: string
  readonly parent: number
  readonly usage: Usage
}

const readProcess = (pid: number): Process | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8")
    // The command's name may hold spaces and brackets: what follows the last bracket is regular.
    const fields = stat
      .slice(stat.lastIndexOf(")") + 2)
      .split(" ")
      .map(Number)
    const [parent = 0, user = 0, system = 0, rssPages = 0] = [fields[1], fields[11], fields[12], fields[21]]
    const name = stat.slice(stat.indexOf("(") + 1, stat.lastIndexOf(")"))
    return { pid, name, parent, usage: { cpuUs: ((user + system) * 1e6) / ticksPerSecond, rssBytes: rssPages * pageBytes } }
  } catch {
    return undefined
  }
}

const everyProcess = (): ReadonlyArray<Process> =>
  readdirSync("/proc").flatMap((name) => {
    const found = /^\d+$/.test(name) ? readProcess(Number(name)) : undefined
    return found === undefined ? [] : [found]
  })

const treeOf = (root: number): ReadonlyArray<Process> => {
  const all = everyProcess()
  const inTree = new Set([root])
  for (let grown = true; grown;) {
    grown = false
    for (const { pid, parent } of all) {
      if (inTree.has(parent) && !inTree.has(pid)) grown = inTree.add(pid).size > 0
    }
  }
  return all.filter(({ pid }) => inTree.has(pid))
}

/** A process and all below it; what ended in between is no longer counted. */
export const usageOfTree = (root: number): Usage => {
  let cpuUs = 0
  let rssBytes = 0
  for (const { usage } of treeOf(root)) {
    cpuUs += usage.cpuUs
    rssBytes += usage.rssBytes
  }
  return { cpuUs, rssBytes }
}

/** `kill -9` for a process and all below it, the root first, so that it cannot tidy up after the others. */
export const killTree = (root: number): void => {
  const below = treeOf(root).flatMap(({ pid }) => (pid === root ? [] : [pid]))
  for (const pid of [root, ...below]) {
    try {
      process.kill(pid, "SIGKILL")
    } catch (error) {
      // It ended by itself meanwhile, which is what was wanted.
      if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error
    }
  }
}

/** The child of that name; when there are several, the youngest. */
export const childNamed = (parent: number, name: string): number | undefined =>
  everyProcess()
    .filter((one) => one.parent === parent && one.name === name)
    .at(-1)?.pid

/** Processor time that all programs of this machine have used since it started, in microseconds. */
export const usageOfMachine = (): number => {
  const [user = 0, nice = 0, system = 0, , , irq = 0, softIrq = 0] = (readFileSync("/proc/stat", "utf8").split("\n")[0] ?? "")
    .split(/\s+/)
    .slice(1)
    .map(Number)
  return ((user + nice + system + irq + softIrq) * 1e6) / ticksPerSecond
}
