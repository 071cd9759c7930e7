/**
 * The database's time, told between two questions to the database. The node's monotonic clock says how much time has
 * passed, samples say how far it is from the database's clock, and the difference is worked off slowly.
 *
 * The obvious way, adding the newest measured offset, makes time run backwards whenever a slow round trip is followed
 * by a quick one. Here the best of the last samples is believed (the one with the shortest round trip bounds the error
 * by half of it), and time only ever runs a little faster or slower.
 *
 * A database's clock that is set, by hand or by NTP, is not followed: whoever sits an exam would lose an hour of it, or
 * be given one. How much time has passed the monotonic clock knows better. Until the two agree again this clock calls
 * itself unhealthy, and whoever knows that nobody's time runs lets it catch up.
 */
import { type Instant, instant } from "../protocol/time.ts"

/** Half a millisecond per second goes unnoticed, and a difference of 100 ms is gone after 200 s. */
const slewRate = 500e-6
/** Beyond this, in milliseconds, it is no slewing or round trip: the clock was set. */
export const jumpMs = 250
/** How many samples compete for the shortest round trip. */
const windowSize = 8
/** How many samples in a row must agree before a jump of the database's clock is believed. */
const confirmations = 3

interface Sample {
  /** The database's time minus the monotonic clock's, in milliseconds. */
  readonly offset: number
  /** How wrong the offset can be: half of the round trip. */
  readonly error: number
}

export class SlewedClock {
  readonly #monotonic: () => number
  readonly #ahead: number
  #window: Array<Sample> = []
  #suspects: Array<Sample> = []
  #offset: number | undefined
  #target = 0
  #slewedAt = 0
  #last = 0

  /**
   * `monotonic` answers milliseconds since any fixed moment, with a fraction. `ahead`: how far ahead of the database's clock
   * to begin, where that was set while others went on (`aheadAtStart`).
   */
  constructor(monotonic: () => number, ahead = 0) {
    this.#monotonic = monotonic
    this.#ahead = ahead
  }

  /** The database's clock said `database` (milliseconds since the epoch) at some moment between `asked` and `answered`. */
  observe(asked: number, database: number, answered: number): void {
    const sample: Sample = { offset: database - (asked + answered) / 2, error: (answered - asked) / 2 }
    if (this.#offset === undefined) {
      this.#follow([sample])
      this.#offset = this.#target + this.#ahead
      this.#slewedAt = this.#monotonic()
      return
    }
    if (Math.abs(sample.offset - this.#slew()) - sample.error > jumpMs) this.#suspect(sample)
    else {
      this.#suspects = []
      // What was sampled before a clock was set, and set back, says nothing any more.
      const agreeing = this.#window.filter((other) => this.#agree(other, sample))
      this.#follow([...agreeing, sample].slice(-windowSize))
    }
  }

  /** Never runs backwards. Asking before the first sample is a mistake of the program. */
  now(): Instant {
    const now = Math.floor(this.#monotonic() + this.#slew())
    this.#last = Math.max(this.#last, now)
    return instant(this.#last)
  }

  /** False from the first sample that contradicts this clock by more than 250 ms until they agree again. */
  healthy(): boolean {
    return this.#offset !== undefined && this.#suspects.length === 0 && Math.abs(this.#target - this.#slew()) <= jumpMs
  }

  /** Milliseconds by which the database's clock is believed to be ahead of this one. */
  error(): number {
    return this.#target - this.#slew()
  }

  /** Time that the database's clock is ahead by has passed at once. Backwards nothing goes. */
  catchUp(): void {
    if (this.error() <= 0) return
    this.#offset = this.#target
    this.#suspects = []
  }

  #agree(one: Sample, other: Sample): boolean {
    return Math.abs(one.offset - other.offset) <= jumpMs + one.error + other.error
  }

  #follow(window: Array<Sample>): void {
    this.#window = window
    const best = window.reduce((best, sample) => (sample.error <= best.error ? sample : best))
    this.#target = best.offset
  }

  /**
   * One wild sample may be a stalled process; several that agree are a clock that was set, or a machine that slept
   * while its monotonic clock stood still, and everybody's exam with it.
   */
  #suspect(sample: Sample): void {
    const agrees = this.#suspects.every((other) => this.#agree(other, sample))
    this.#suspects = agrees ? [...this.#suspects, sample] : [sample]
    if (this.#suspects.length < confirmations) return
    this.#follow(this.#suspects)
    this.#suspects = []
  }

  /** The offset in use, moved towards the best sample by what the time since the last call allows. */
  #slew(): number {
    const offset = this.#offset
    if (offset === undefined) throw new Error("the clock was read before the database's time was known")
    const at = this.#monotonic()
    const allowed = (at - this.#slewedAt) * slewRate
    this.#slewedAt = at
    this.#offset = offset + Math.max(-allowed, Math.min(allowed, this.#target - offset))
    return this.#offset
  }
}
