/**
 * The files of one node's heads, appended to and never changed. Where the last line stands is read once, at the start;
 * from then on it is remembered, so that a file which somebody replaced meanwhile shows a break for good.
 */
import { closeSync, existsSync, fstatSync, openSync, readdirSync, readSync } from "node:fs"
import { mkdir, open } from "node:fs/promises"
import { join } from "node:path"
import { fileName, type Heads, hashOfLine, headsLine, nodeOfFile, openingLine, parseLine } from "./heads-format.ts"
import type { HeadsKey } from "./heads-key.ts"

/** The number and hash of the last line, 0 and empty before the first. */
interface Place {
  readonly n: number
  readonly hash: string
}

const chunk = 64 * 1024

/** The end of a file from some line's beginning on, longer each time until `find` has found something. */
const fromTheEnd = <A>(path: string, find: (lines: ReadonlyArray<string>, whole: boolean) => A | undefined): A | undefined => {
  const file = openSync(path, "r")
  try {
    const { size } = fstatSync(file)
    for (let length = chunk; ; length *= 4) {
      const from = Math.max(0, size - length)
      const bytes = Buffer.alloc(size - from)
      readSync(file, bytes, 0, bytes.length, from)
      const lines = bytes.toString("utf8").split("\n")
      const found = from === 0 ? find(lines, true) : find(lines.slice(1), false)
      if (found !== undefined || from === 0) return found
    }
  } finally {
    closeSync(file)
  }
}

/** What the last lines vouch for, as far back as `reachMs` before the very last one. */
export interface LastHeads {
  /** When the last line of heads was written, by the clock of who wrote it; `undefined` without any. */
  readonly at: number | undefined
  /** The sequence of each actor's newest head among them. */
  readonly signed: ReadonlyMap<string, number>
  /** The last line's own heads. */
  readonly newest: Heads
}

const lastHeadsIn = (path: string, reachMs: number): LastHeads | undefined =>
  fromTheEnd(path, (texts, whole) => {
    const signed = new Map<string, number>()
    let last: { readonly at: number; readonly heads: Heads } | undefined
    for (const text of texts.slice(0, -1).toReversed()) {
      const line = parseLine(text)
      if (line === undefined || !("heads" in line)) continue
      const at = Date.parse(line.at)
      last ??= { at, heads: line.heads }
      if (at < last.at - reachMs) return { at: last.at, signed, newest: last.heads }
      for (const [actor, [seq]] of Object.entries(line.heads)) signed.set(actor, Math.max(seq, signed.get(actor) ?? 0))
    }
    return whole && last !== undefined ? { at: last.at, signed, newest: last.heads } : undefined
  })

const lastPlace = (path: string): Place | undefined =>
  fromTheEnd(path, (lines) => {
    // The last piece is no line unless a newline follows it.
    for (let index = lines.length - 2; index >= 0; index -= 1) {
      const line = lines[index] ?? ""
      const parsed = parseLine(line)
      if (parsed !== undefined) return { n: parsed.n, hash: hashOfLine(line) }
    }
    return undefined
  })

/** Does a line stand at the end that a crash left unfinished? */
const isTorn = (path: string): boolean => {
  if (!existsSync(path)) return false
  const file = openSync(path, "r")
  try {
    const { size } = fstatSync(file)
    const last = Buffer.alloc(1)
    return size > 0 && readSync(file, last, 0, 1, size - 1) === 1 && last.toString() !== "\n"
  } finally {
    closeSync(file)
  }
}

const filesOf = (folder: string, node: string | undefined): ReadonlyArray<string> =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => nodeOfFile(name) === (node ?? ""))
        .sort()
    : []

export class HeadsFile {
  readonly #folder: string
  readonly #node: string | undefined
  readonly #key: HeadsKey
  #place: Place | undefined
  /** The file that this process has begun, or gone on with, under its key. */
  #opened: string | undefined

  /** `node`: names this node among several, as a part of a file's name. */
  constructor(folder: string, node: string | undefined, key: HeadsKey) {
    this.#folder = folder
    this.#node = node
    this.#key = key
  }

  #find(): Place {
    for (const name of filesOf(this.#folder, this.#node).toReversed()) {
      const place = lastPlace(join(this.#folder, name))
      if (place !== undefined) return place
    }
    return { n: 0, hash: "" }
  }

  /** Read from the disk: what the process before left there. */
  last(reachMs: number): LastHeads {
    for (const name of filesOf(this.#folder, this.#node).toReversed()) {
      const found = lastHeadsIn(join(this.#folder, name), reachMs)
      if (found !== undefined) return found
    }
    return { at: undefined, signed: new Map(), newest: {} }
  }

  /** Resolves when the heads are on the disk. When it rejects, some of it may have got there: the next one looks. */
  async append(at: string, heads: Heads): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 })
    const name = fileName(at, this.#node)
    const path = join(this.#folder, name)
    const fresh = !existsSync(path)
    const place = this.#place ?? this.#find()
    const lines: Array<string> = []
    let { n, hash } = place
    const add = (line: string): void => {
      lines.push(line)
      n += 1
      hash = hashOfLine(line)
    }
    // Begun anew by each process: it may have another key, and a line of this kind is good in the middle, too.
    if (this.#opened !== name) add(openingLine(n + 1, at, hash, this.#key))
    add(headsLine(n + 1, at, heads, hash, this.#key))
    const file = await open(path, "a", 0o600)
    try {
      await file.appendFile(`${isTorn(path) ? "\n" : ""}${lines.join("\n")}\n`)
      await file.datasync()
    } catch (error) {
      this.#place = undefined
      this.#opened = undefined
      throw error
    } finally {
      await file.close()
    }
    if (fresh) await this.#syncFolder()
    this.#place = { n, hash }
    this.#opened = name
  }

  /** A file's name is on the disk once its folder is. */
  async #syncFolder(): Promise<void> {
    const folder = await open(this.#folder, "r")
    try {
      await folder.sync()
    } finally {
      await folder.close()
    }
  }
}
