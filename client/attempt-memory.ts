/**
 * What this device remembers of an attempt under way: its paper, and what was last seen of it. A page that is loaded while there is no
 * connection has something to show then, and its learner goes on. It lies beside the outbox in the device's store, under the person's
 * id, and is forgotten when the attempt is over or they log out.
 *
 * With the view goes what both clocks said. Until the server is heard of again, its time is taken to be what this device's clock makes of
 * that: good enough to show a countdown by, and nothing is decided by it.
 */
import { Option, Schema } from "effect"
import { Paper } from "../protocol/assessment.ts"
import { AttemptTakerView } from "../protocol/attempt.ts"
import type { AttemptId, UserId } from "../protocol/ids.ts"
import { instant, Instant } from "../protocol/time.ts"
import type { AttemptSeen } from "./attempt-seen.ts"
import type { ServerClock } from "./server-clock.ts"
import { stageOf } from "./stage.ts"
import { forgiving, within, type Store } from "./store.ts"
import type { Watchable } from "./subscriptions.ts"

/** `server` and `device`: what either clock said when it was seen, in ms since 1970. */
const Kept = Schema.fromJsonString(
  Schema.Struct({ view: AttemptTakerView, server: Schema.optionalKey(Instant), device: Schema.Int })
)
const decodeView = Schema.decodeUnknownOption(Kept)
const encodeView = Schema.encodeSync(Kept)
const PaperText = Schema.fromJsonString(Paper)
const decodePaper = Schema.decodeUnknownOption(PaperText)
const encodePaper = Schema.encodeSync(PaperText)

const isUnderWay = ({ state }: AttemptTakerView): boolean => stageOf(state) !== "over"

const folderOf = (user: UserId): string => `attempts/${user}/`

/** At a log-out, which a store that fails must not keep anybody from. */
export const forgetAttempts = async (all: Store, user: UserId): Promise<void> => {
  const store = forgiving(all)
  for (const [key] of await store.entries(folderOf(user))) await store.delete(key)
}

export interface MemoryParts {
  readonly store: Store
  readonly user: UserId
  readonly clock: ServerClock
  /** The device's own clock: `Date.now`. */
  readonly deviceClock: () => number
}

export class AttemptMemory {
  readonly #store: Store
  readonly #clock: ServerClock
  readonly #deviceClock: () => number
  #recalled: AttemptTakerView | undefined
  #isUnderWay = false
  /** The newest that is not written yet, and whether a write is under way: a full disk of changes never queues up. */
  #unwritten: AttemptTakerView | undefined
  #isWriting = false

  constructor(id: AttemptId, { store, user, clock, deviceClock }: MemoryParts) {
    // One that is full or forbidden costs the page without a connection, nothing else.
    this.#store = forgiving(within(store, `${folderOf(user)}${id}/`))
    this.#clock = clock
    this.#deviceClock = deviceClock
  }

  /** As an earlier page saw it; `undefined` before it was looked up. */
  get recalled(): AttemptTakerView | undefined {
    return this.#recalled
  }

  /** `view`, beginning with what is remembered where the server has not told yet. */
  remembering(view: Watchable<AttemptSeen>): Watchable<AttemptSeen> {
    return {
      until: view.until,
      watch: (watcher) => {
        let isOver = false
        let isTold = false
        const stop = view.watch((watched) => {
          const { recalled } = this
          isTold ||= watched._tag !== "Loading"
          if (watched._tag === "Loading" && recalled !== undefined) return watcher(asSeen(recalled))
          watcher(watched)
          if (watched._tag === "Shown" && watched.live && watched.audience === "taker") this.#saw(watched.view)
        })
        void this.#recall().then((recalled) => {
          if (recalled !== undefined && !isTold && !isOver) watcher(asSeen(recalled))
        })
        return () => {
          isOver = true
          stop()
        }
      }
    }
  }

  /** The paper, which never changes: as it is kept here, else as `read` gets it. */
  async paper(read: () => Promise<Paper>): Promise<Paper> {
    const kept = decodePaper(await this.#store.get("paper"))
    if (Option.isSome(kept)) return kept.value
    const paper = await read()
    if (this.#isUnderWay) await this.#store.set("paper", encodePaper(paper))
    return paper
  }

  async #recall(): Promise<AttemptTakerView | undefined> {
    const kept = Option.getOrUndefined(decodeView(await this.#store.get("view")))
    if (kept === undefined) return undefined
    this.#recalled ??= kept.view
    if (kept.server !== undefined) this.#clock.suppose(instant(Math.round(kept.server + this.#deviceClock() - kept.device)))
    return this.#recalled
  }

  #saw(view: AttemptTakerView): void {
    this.#isUnderWay = isUnderWay(view)
    this.#unwritten = view
    if (!this.#isWriting) void this.#write()
  }

  async #write(): Promise<void> {
    this.#isWriting = true
    while (this.#unwritten !== undefined) {
      const view = this.#unwritten
      this.#unwritten = undefined
      const server = this.#clock.now()
      const kept = { view, device: this.#deviceClock(), ...(server === undefined ? {} : { server }) }
      await (isUnderWay(view) ? this.#store.set("view", encodeView(kept)) : this.#forget())
    }
    this.#isWriting = false
  }

  async #forget(): Promise<void> {
    this.#recalled = undefined
    await this.#store.delete("view")
    await this.#store.delete("paper")
  }
}

const asSeen = (view: AttemptTakerView) => ({ _tag: "Shown", live: false, audience: "taker", view }) as const
