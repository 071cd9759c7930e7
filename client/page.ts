/**
 * A page on a screen, and what there is to notice about it. The interfaces are the parts of the DOM that are used, so that the
 * SDK needs no DOM types: `{ document, window }` of a browser fits.
 *
 * Each notice is about a change. Losing the focus tells nothing of why: another window, a call, a cat on the keyboard.
 */
import type { SignalKind } from "../protocol/proctoring.ts"

export interface EventSource {
  addEventListener(type: string, listener: () => void): void
  removeEventListener(type: string, listener: () => void): void
}

export interface PageDocument extends EventSource {
  readonly visibilityState: string
  readonly fullscreenElement: unknown
  hasFocus(): boolean
}

export interface PageWindow extends EventSource {
  /** `isExtended` is there in some browsers and tells of a second display. */
  readonly screen: { readonly width: number; readonly isExtended?: boolean }
}

export interface Page {
  readonly document: PageDocument
  readonly window: PageWindow
}

/** `at` and `ms` on the clock that `now` reads. */
export interface Notice {
  readonly kind: SignalKind
  readonly at: number
  readonly ms?: number
}

/** Without any sign of life for so long, somebody is idle, in ms. */
const idleAfter = 60_000
/** Dragging a window's edge is one resize. */
const sameResize = 2_000

const signsOfLife = ["keydown", "pointerdown", "pointermove", "wheel", "touchstart"]

export class PageWatch {
  readonly #page: Page
  readonly #now: () => number
  readonly #tell: (notice: Notice) => void
  readonly #listening: Array<() => void> = []
  #awaySince: number | undefined
  #outsideSince: number | undefined
  #fullScreen: boolean
  #extended = false
  #resizedAt = -Infinity
  #aliveAt: number
  #idle = false

  constructor(page: Page, now: () => number, tell: (notice: Notice) => void) {
    const { document, window } = page
    this.#page = page
    this.#now = now
    this.#tell = tell
    this.#fullScreen = isFull(document)
    this.#aliveAt = now()
    for (const type of ["blur", "focus"]) this.#on(window, type, () => this.#focus())
    this.#on(document, "visibilitychange", () => this.#focus())
    this.#on(document, "fullscreenchange", () => this.#full())
    for (const kind of ["copy", "paste"] as const) this.#on(document, kind, () => this.#tell({ kind, at: this.#now() }))
    this.#on(window, "resize", () => this.#resized())
    for (const type of signsOfLife) this.#on(document, type, () => this.#alive())
  }

  /** For what no event tells; to be called every few seconds. */
  look(): void {
    this.#focus()
    const extended = this.#page.window.screen.isExtended === true
    if (extended && !this.#extended) this.#tell({ kind: "second_display", at: this.#now() })
    this.#extended = extended
    if (this.#idle || this.#now() - this.#aliveAt < idleAfter) return
    this.#idle = true
    this.#tell({ kind: "idle", at: this.#aliveAt })
  }

  stop(): void {
    for (const stop of this.#listening.splice(0)) stop()
  }

  #on(source: EventSource, type: string, listener: () => void): void {
    source.addEventListener(type, listener)
    this.#listening.push(() => source.removeEventListener(type, listener))
  }

  /** A frame inside the page takes the window's focus but not the document's: asking is surer than counting events. */
  #focus(): void {
    const { document } = this.#page
    const away = document.visibilityState === "hidden" || !document.hasFocus()
    const at = this.#now()
    if (away && this.#awaySince === undefined) {
      this.#awaySince = at
      this.#tell({ kind: "focus_lost", at })
    } else if (!away && this.#awaySince !== undefined) {
      this.#tell({ kind: "focus_back", at, ms: at - this.#awaySince })
      this.#awaySince = undefined
    }
  }

  #full(): void {
    const full = isFull(this.#page.document)
    if (full === this.#fullScreen) return
    this.#fullScreen = full
    const at = this.#now()
    if (full) {
      const since = this.#outsideSince
      this.#tell({ kind: "fullscreen_back", at, ...(since === undefined ? {} : { ms: at - since }) })
    } else this.#tell({ kind: "fullscreen_left", at })
    this.#outsideSince = full ? undefined : at
  }

  #resized(): void {
    const at = this.#now()
    const same = at - this.#resizedAt < sameResize
    this.#resizedAt = at
    if (!same) this.#tell({ kind: "resize", at })
  }

  #alive(): void {
    const at = this.#now()
    if (this.#idle) this.#tell({ kind: "active", at, ms: at - this.#aliveAt })
    this.#idle = false
    this.#aliveAt = at
  }
}

const isFull = ({ fullscreenElement }: PageDocument): boolean => fullscreenElement !== null && fullscreenElement !== undefined
