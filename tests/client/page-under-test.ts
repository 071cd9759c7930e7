/** A page without a browser: plain event targets in the shape that a browser's own have. */
import type { EventSource, Page } from "../../client/index.ts"

class Source extends EventTarget {
  listeners = 0
  override addEventListener(type: string, listener: () => void): void {
    this.listeners++
    super.addEventListener(type, listener)
  }
  override removeEventListener(type: string, listener: () => void): void {
    this.listeners--
    super.removeEventListener(type, listener)
  }
}

export class PageUnderTest implements Page {
  readonly #document = new Source()
  readonly #window = new Source()
  hidden = false
  focused = true
  full = true
  extended = false
  readonly document
  readonly window

  constructor() {
    const on = (source: EventSource): EventSource => ({
      addEventListener: (type, listener) => source.addEventListener(type, listener),
      removeEventListener: (type, listener) => source.removeEventListener(type, listener)
    })
    const visibility = () => (this.hidden ? "hidden" : "visible")
    const element = () => (this.full ? {} : null)
    const isExtended = () => this.extended
    this.document = {
      ...on(this.#document),
      get visibilityState() {
        return visibility()
      },
      get fullscreenElement() {
        return element()
      },
      hasFocus: () => this.focused
    }
    this.window = {
      ...on(this.#window),
      screen: {
        width: 1_920,
        get isExtended() {
          return isExtended()
        }
      }
    }
  }

  get listeners(): number {
    return this.#document.listeners + this.#window.listeners
  }

  blur(): void {
    this.focused = false
    this.#window.dispatchEvent(new Event("blur"))
  }
  focus(): void {
    this.focused = true
    this.#window.dispatchEvent(new Event("focus"))
  }
  hide(hidden: boolean): void {
    this.hidden = hidden
    this.#document.dispatchEvent(new Event("visibilitychange"))
  }
  fullScreen(full: boolean): void {
    this.full = full
    this.#document.dispatchEvent(new Event("fullscreenchange"))
  }
  resize(): void {
    this.#window.dispatchEvent(new Event("resize"))
  }
  /** `copy`, `paste`, `keydown` … */
  happen(type: string): void {
    this.#document.dispatchEvent(new Event(type))
  }
}
