/** Those who want to hear of something. A listener that throws harms neither the others nor whoever speaks. */
export class Listeners<Heard> {
  readonly #listeners = new Set<(heard: Heard) => void>()

  /** The result stops listening. */
  add(listener: (heard: Heard) => void): () => void {
    // The same function may listen twice, and stops once per stop.
    const own = (heard: Heard) => listener(heard)
    this.#listeners.add(own)
    return () => void this.#listeners.delete(own)
  }

  tell(heard: Heard): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(heard)
      } catch (error) {
        // Reported as any uncaught error would be, in a turn of its own.
        queueMicrotask(() => {
          throw error
        })
      }
    }
  }

  get size(): number {
    return this.#listeners.size
  }
}
