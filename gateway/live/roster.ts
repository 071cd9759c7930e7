/** Every connection of this node: by account, and in the turn in which it gets its tide. */
import type { LiveConnection } from "./connection.ts"

/** Turns in a tide's period: connections are spread over them, so that not all are served in the same instant. */
export const turnsPerTide = 20

export class Roster {
  readonly #all = new Set<LiveConnection>()
  readonly #byAccount = new Map<number, Set<LiveConnection>>()
  readonly #turns: ReadonlyArray<Set<LiveConnection>> = Array.from({ length: turnsPerTide }, () => new Set<LiveConnection>())
  #next = 0

  get size(): number {
    return this.#all.size
  }

  /** A copy: connections come and go while one works through them. */
  all(): ReadonlyArray<LiveConnection> {
    return [...this.#all]
  }

  ofAccount(userId: number): ReadonlyArray<LiveConnection> {
    return [...(this.#byAccount.get(userId) ?? [])]
  }

  ofTurn(turn: number): ReadonlyArray<LiveConnection> {
    return [...(this.#turns[turn % turnsPerTide] ?? [])]
  }

  /** Adds a connection; answers what takes it out again. */
  add(connection: LiveConnection): () => void {
    const { userId } = connection.person
    const turn = this.#turns[this.#next % turnsPerTide]
    this.#next += 1
    const account = this.#byAccount.get(userId) ?? new Set()
    this.#byAccount.set(userId, account.add(connection))
    this.#all.add(connection)
    turn?.add(connection)
    return () => {
      this.#all.delete(connection)
      turn?.delete(connection)
      account.delete(connection)
      if (account.size === 0 && this.#byAccount.get(userId) === account) this.#byAccount.delete(userId)
    }
  }
}
