/** Looking at processes that are not our children: which one a number names, and which ones sit in a folder. */
import { execFileSync } from "node:child_process"
import { readdirSync, readFileSync, readlinkSync } from "node:fs"

/** Is there an entry for this number, if only of one that has ended and was not collected yet? */
export const isListed = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM"
  }
}

export const isAlive = (pid: number): boolean => isListed(pid) && !isZombie(pid)

/** Nobody may be there to reap a server that was orphaned inside a container; it holds nothing any more. */
const isZombie = (pid: number): boolean => {
  if (process.platform !== "linux") return false
  try {
    const status = readFileSync(`/proc/${pid}/stat`, "utf8")
    return status.slice(status.lastIndexOf(")") + 2).startsWith("Z")
  } catch {
    return false
  }
}

/**
 * What tells a process from a later one with the same number: when it began. `undefined` when there is no such process.
 */
export const birthOf = (pid: number): string | undefined => {
  try {
    if (process.platform === "linux") {
      const status = readFileSync(`/proc/${pid}/stat`, "utf8")
      return status.slice(status.lastIndexOf(")") + 2).split(" ")[19]
    }
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim() || undefined
  } catch {
    return undefined
  }
}

/** All processes of a server work from its data folder. Linux only; elsewhere nothing is found. */
export const processesIn = (folder: string): ReadonlyArray<number> => {
  if (process.platform !== "linux") return []
  return readdirSync("/proc").flatMap((entry) => {
    if (!/^[0-9]+$/.test(entry)) return []
    try {
      return readlinkSync(`/proc/${entry}/cwd`) === folder && isAlive(Number(entry)) ? [Number(entry)] : []
    } catch {
      return []
    }
  })
}

export const commandOf = (pid: number): string => {
  try {
    return process.platform === "linux"
      ? readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\u0000", " ")
      : execFileSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" })
  } catch {
    return ""
  }
}
