/**
 * Where the project lies on disk. Sources run from their own folder (tsx, vitest) or compiled from `dist`; SQL, the
 * academy's texts and media are read from the source tree in both cases, so paths start here and never at a module.
 */
import { existsSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

const findRoot = (folder: string): string => {
  if (existsSync(join(folder, "package.json"))) return folder
  const parent = dirname(folder)
  if (parent === folder) throw new Error("no package.json above the running program: it must stay inside the project")
  return findRoot(parent)
}

/** The folder that holds package.json, as an absolute path. */
export const projectRoot = findRoot(dirname(fileURLToPath(import.meta.url)))

/** An absolute path to a file of the source tree: `projectPath("storage", "migrations")`. */
export const projectPath = (...path: ReadonlyArray<string>): string => join(projectRoot, ...path)
