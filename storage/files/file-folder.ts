/**
 * Where uploaded bytes lie: `<folder>/ab/abcd…` under their hash once they are files, `<folder>/uploads/<id>` while they arrive.
 * Nodes that share a database share this folder. Only hashes and ids that we made become paths, never a name from outside.
 */
import { randomUUID } from "node:crypto"
import { constants, type FileHandle, link, mkdir, open, readdir, rename, rm, stat, statfs, copyFile } from "node:fs/promises"
import { join } from "node:path"
import type { UploadId } from "../../protocol/ids.ts"

const isCode = (error: unknown, ...codes: ReadonlyArray<string>): boolean =>
  error instanceof Error && "code" in error && codes.includes(String(error.code))

/** The disk, or what the operator allows of it, has no room. */
export const isFull = (error: unknown): boolean => isCode(error, "ENOSPC", "EDQUOT")

/** A rename is durable once its folder is. */
const syncFolder = async (path: string): Promise<void> => {
  const folder = await open(path, constants.O_RDONLY)
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

/** What is kept free for everything else on the disk, the database above all. */
const reservedShare = 0.05

const name = /^[0-9a-f]{64}$/

export class FileFolder {
  readonly #folder: string
  readonly #uploads: string

  private constructor(folder: string) {
    this.#folder = folder
    this.#uploads = join(folder, "uploads")
  }

  /** Makes the folder where there is none. */
  static async at(folder: string): Promise<FileFolder> {
    const made = new FileFolder(folder)
    await mkdir(made.#uploads, { recursive: true, mode: 0o700 })
    return made
  }

  pathOf(sha256: string): string {
    return join(this.#folder, sha256.slice(0, 2), sha256)
  }

  partOf(id: UploadId): string {
    return join(this.#uploads, id)
  }

  /** An empty part, on disk before it is told of. */
  async begin(id: UploadId): Promise<void> {
    const part = await open(this.partOf(id), "wx", 0o600)
    await part.close()
    await syncFolder(this.#uploads)
  }

  /** Bytes that arrived of an upload; `undefined` where there is none. */
  async offset(id: UploadId): Promise<number | undefined> {
    const found = await stat(this.partOf(id)).catch((error: unknown) => {
      if (isCode(error, "ENOENT")) return undefined
      throw error
    })
    return found?.size
  }

  openPart(id: UploadId): Promise<FileHandle> {
    return open(this.partOf(id), "a", 0o600)
  }

  dropPart(id: UploadId): Promise<void> {
    return rm(this.partOf(id), { force: true })
  }

  /**
   * Gives a part its place under its hash; the part stays until its row is written, so that a crash between the two leaves
   * something to go on with. Bytes that are there already stay as they are.
   */
  async adopt(id: UploadId, sha256: string): Promise<void> {
    await this.#place(sha256, async (path) => {
      const part = this.partOf(id)
      await link(part, path).catch(async (error: unknown) => {
        if (isCode(error, "EEXIST")) return
        // Disks without hard links.
        if (!isCode(error, "EPERM", "ENOTSUP", "EOPNOTSUPP", "EMLINK")) throw error
        const copy = join(this.#uploads, `${randomUUID()}.copy`)
        await copyFile(part, copy)
        await rename(copy, path)
      })
    })
  }

  async put(bytes: Uint8Array, sha256: string): Promise<void> {
    await this.#place(sha256, async (path) => {
      const copy = join(this.#uploads, `${randomUUID()}.copy`)
      const file = await open(copy, "wx", 0o600)
      try {
        await file.writeFile(bytes)
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(copy, path)
    })
  }

  async #place(sha256: string, put: (path: string) => Promise<void>): Promise<void> {
    const path = this.pathOf(sha256)
    const folder = join(path, "..")
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await put(path)
    await syncFolder(folder)
    await syncFolder(this.#folder)
  }

  remove(sha256: string): Promise<void> {
    return rm(this.pathOf(sha256), { force: true })
  }

  /** Has the disk room for so many bytes more? */
  async hasRoom(bytes: number): Promise<boolean> {
    const { bavail, blocks, bsize } = await statfs(this.#folder)
    return bavail * bsize - bytes > blocks * bsize * reservedShare
  }

  /** The hashes of all files that lie here. */
  async *stored(): AsyncGenerator<string> {
    for (const folder of await readdir(this.#folder)) {
      if (!/^[0-9a-f]{2}$/.test(folder)) continue
      for (const file of await readdir(join(this.#folder, folder))) if (name.test(file)) yield file
    }
  }

  /** Names of parts and of copies that lie here, and when each was last written, in milliseconds. */
  async *parts(): AsyncGenerator<{ readonly name: string; readonly at: number }> {
    for (const file of await readdir(this.#uploads)) {
      const found = await stat(join(this.#uploads, file)).catch(() => undefined)
      if (found !== undefined) yield { name: file, at: found.mtimeMs }
    }
  }

  dropNamed(part: string): Promise<void> {
    return rm(join(this.#uploads, part), { force: true })
  }
}
