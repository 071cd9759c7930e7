/**
 * What the disk does meanwhile: one block is written over and flushed, again and again, beside what is measured. Nothing
 * can be acknowledged sooner than the disk takes it, so that a tail which shows here as well is the disk's own.
 */
import { mkdtemp, open, rm } from "node:fs/promises"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"

const blockBytes = 8_192
const everyMs = 20
/** A flush that takes longer is a stall: ordinary ones are under a millisecond. */
const stallMs = 10

export interface DiskFindings {
  readonly flushes: number
  readonly longestMs: number
  /** Part of the time in which a flush was stalled, 0–1. */
  readonly stalledShare: number
}

/** Begins at once, in a folder of its own within `folder`; what it answers ends it and tells what was seen. */
export const watchDisk = async (folder: string): Promise<() => Promise<DiskFindings>> => {
  const own = await mkdtemp(join(folder, "disk-"))
  const file = await open(join(own, "block"), "w")
  const block = Buffer.alloc(blockBytes)
  const began = performance.now()
  const ending = new AbortController()
  let flushes = 0
  let longestMs = 0
  let stalledMs = 0
  const watching = (async () => {
    while (!ending.signal.aborted) {
      const before = performance.now()
      await file.write(block, 0, blockBytes, 0)
      await file.datasync()
      const took = performance.now() - before
      flushes++
      longestMs = Math.max(longestMs, took)
      if (took > stallMs) stalledMs += took
      await pause(everyMs)
    }
  })()
  return async () => {
    ending.abort()
    await watching
    await file.close()
    await rm(own, { recursive: true })
    return { flushes, longestMs, stalledShare: stalledMs / (performance.now() - began) }
  }
}
