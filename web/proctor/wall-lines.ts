/**
 * A room's wall as signals, one for each row, so that a change touches what shows that row and nothing else.
 *
 * Five hundred learners make hundreds of changes at once, several times a second. Taken one by one they would cost a page its
 * breath, so what came is looked at once for each frame that the screen shows: a row that is the same object as before is left
 * alone. Time passes without any message: once a second all rows are worked out anew, since what they ask for may depend on it.
 */
import { batch, createEffect, createSignal, on, onCleanup, type Accessor, type Setter } from "solid-js"
import { wallLine, type FeedSeen, type StoaError, type WallLine } from "../../client/index.ts"
import type { WallRow } from "../../protocol/attempt.ts"
import type { SittingId } from "../../protocol/ids.ts"
import { client } from "../frame/stoa.ts"
import { serverNow } from "../parts/clock.ts"
import type { People } from "./people.ts"

export type WallStanding = "loading" | "live" | "stale" | StoaError

export interface WallLines {
  readonly standing: Accessor<WallStanding>
  /** One row; a signal of its own. */
  readonly line: (key: string) => WallLine | undefined
  /** All rows as they are; follows every change. */
  readonly all: () => ReadonlyArray<WallLine>
}

interface Held {
  readonly line: Accessor<WallLine>
  readonly setLine: Setter<WallLine>
  presence: unknown
}

export const createWallLines = (sitting: Accessor<SittingId>, people: People): WallLines => {
  const held = new Map<string, Held>()
  const [standing, setStanding] = createSignal<WallStanding>("loading")
  const [revision, setRevision] = createSignal(0)
  let seen: FeedSeen<WallRow> | undefined
  let frame: number | undefined

  const look = (anew: boolean): void => {
    const now = client.clock.now()
    if (seen === undefined || now === undefined) return
    const { rows, presence } = seen
    const moment = { now, nameOf: people.nameOf }
    let changed = false
    batch(() => {
      for (const [key, row] of rows) {
        const present = presence.get(key)
        const known = held.get(key)
        if (known !== undefined && !anew && known.line().row === row && known.presence === present) continue
        changed = true
        const line = wallLine(key, row, present, moment)
        if (known === undefined) {
          const [read, write] = createSignal(line)
          held.set(key, { line: read, setLine: write, presence: present })
          people.met(row.learnerId)
        } else {
          known.presence = present
          known.setLine(line)
        }
      }
      if (changed) setRevision((count) => count + 1)
    })
  }
  /** A window that is not shown has no frames; it looks when it is shown again, and once a second until then. */
  const lookSoon = (): void => {
    frame ??= requestAnimationFrame(() => {
      frame = undefined
      look(false)
    })
  }

  createEffect(
    on(sitting, (id) => {
      held.clear()
      seen = undefined
      setRevision(0)
      const stop = client.wall(id).watch((watched) => {
        switch (watched._tag) {
          case "Loading":
            setStanding("loading")
            return
          case "Refused":
            setStanding(watched.error)
            return
          case "Shown":
            seen = watched
            setStanding(watched.live ? "live" : "stale")
            lookSoon()
        }
      })
      onCleanup(() => {
        stop()
        if (frame !== undefined) cancelAnimationFrame(frame)
        frame = undefined
      })
    })
  )
  createEffect(on([serverNow, people.revision], () => look(true), { defer: true }))

  return {
    standing,
    line: (key) => {
      const known = held.get(key)
      if (known !== undefined) return known.line()
      // It may come.
      revision()
      return undefined
    },
    all: () => {
      revision()
      return [...held.values()].map(({ line }) => line())
    }
  }
}
