/**
 * A store for Node: one file per entry in a folder of the caller's. A file is written beside its place, synced and renamed
 * over it, so that a killed process leaves the old entry or the new one and never half of one.
 */
import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises"
import { join } from "node:path"
import { byKey, type Store } from "./store.ts"

const suffix = ".entry"
const nameOf = (key: string): string => encodeURIComponent(key) + suffix
const keyOf = (name: string): string => decodeURIComponent(name.slice(0, -suffix.length))

const isMissing = (cause: unknown): boolean => cause instanceof Error && "code" in cause && cause.code === "ENOENT"

const read = async (path: string): Promise<string | undefined> => {
  try {
    return await readFile(path, "utf8")
  } catch (cause) {
    if (isMissing(cause)) return undefined
    throw cause
  }
}

/** `folder` is made when it is first written to, readable by its owner alone: tokens lie in it. */
export const fileStore = (folder: string): Store => {
  let writes = 0
  return {
    get: (key) => read(join(folder, nameOf(key))),
    set: async (key, value) => {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const draft = join(folder, `${process.pid}-${++writes}.draft`)
      const file = await open(draft, "w", 0o600)
      try {
        await file.writeFile(value)
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(draft, join(folder, nameOf(key)))
    },
    delete: (key) => rm(join(folder, nameOf(key)), { force: true }),
    entries: async (prefix) => {
      const names = await readdir(folder).catch((cause: unknown) => {
        if (isMissing(cause)) return []
        throw cause
      })
      const found: Array<readonly [string, string]> = []
      for (const name of names) {
        if (!name.endsWith(suffix) || !keyOf(name).startsWith(prefix)) continue
        const value = await read(join(folder, name))
        if (value !== undefined) found.push([keyOf(name), value])
      }
      return byKey(found)
    }
  }
}
