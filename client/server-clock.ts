/**
 * What time it is on the server, which is the only clock that ends an exam.
 *
 * Each message with the server's time bounds the offset between the clocks. The server read its clock before the message
 * arrived, so `server − arrived` is a lower bound; where the message answers a request, it read it after the request was
 * sent, so `server − sent` is an upper one. The narrowest bounds come from the fastest messages, which is the round-trip
 * minimum filter without having to choose a "best" one. Averaging would let one slow message move the clock.
 */
import { instant, type Instant } from "../protocol/time.ts"
import type { Timers } from "./timers.ts"

interface Reading {
  readonly arrived: number
  readonly lower: number
  readonly upper: number
}

/** Readings older than this are forgotten, since clocks drift (some 50 ms an hour is common). */
const remembered = 10 * 60_000

export class ServerClock {
  readonly #timers: Timers
  #readings: Array<Reading> = []
  #offset: number | undefined

  constructor(timers: Timers) {
    this.#timers = timers
  }

  /** Takes a server time in. `sent` (by `timers.now`) is given when it answers a request. */
  heard(server: Instant, sent?: number): void {
    const arrived = this.#timers.now()
    const reading = { arrived, lower: server - arrived, upper: sent === undefined ? Infinity : server - sent }
    this.#readings = this.#readings.filter((one) => arrived - one.arrived <= remembered).slice(-200)
    this.#readings.push(reading)
    if (this.#lower() > this.#upper()) this.#readings = [reading] // a clock was set or slept: the past says nothing
    const upper = this.#upper()
    this.#offset = upper === Infinity ? this.#lower() : (this.#lower() + upper) / 2
  }

  /** What it may be now, by other than the server's word; taken until it is heard of. */
  suppose(server: Instant): void {
    this.#offset ??= server - this.#timers.now()
  }

  /** The server's time; `undefined` before the first word from it. */
  now(): Instant | undefined {
    return this.#offset === undefined ? undefined : instant(Math.round(this.#timers.now() + this.#offset))
  }

  /** How far `now` may be off, in ms, either way. */
  uncertainty(): number {
    return this.#offset === undefined ? Infinity : (this.#upper() - this.#lower()) / 2
  }

  /** Milliseconds until `deadline`, never less than 0; `undefined` before the first word from the server. */
  timeLeft(deadline: Instant): number | undefined {
    const now = this.now()
    return now === undefined ? undefined : Math.max(0, deadline - now)
  }

  #lower(): number {
    return this.#readings.reduce((bound, one) => Math.max(bound, one.lower), -Infinity)
  }

  #upper(): number {
    return this.#readings.reduce((bound, one) => Math.min(bound, one.upper), Infinity)
  }
}
