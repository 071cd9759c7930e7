/**
 * Commands that can't be decided at once: they wait for facts from outside, or for the journal's word on whether they were
 * accepted before. What one sender sends to one actor stays in order: a later command never overtakes an earlier one that
 * still waits. And a copy of a command that waits must wait too: two must never be decided side by side.
 */
import type { Tagged } from "../actors/actor.ts"
import type { Refusal } from "../protocol/errors.ts"

export type Prepared = { readonly _tag: "Prepared"; readonly command: Tagged } | Refusal

type Task = (over: () => void) => void

export class Preparations {
  /** The task at the head of each chain is running. */
  readonly #chains = new Map<string, Array<Task>>()
  readonly #copies = new Map<string, Array<() => void>>()

  /** Commands that wait, copies not counted. */
  get size(): number {
    return this.#copies.size
  }

  /** Is something of this chain still under way? Then the next has to wait its turn too. */
  busy(chain: string): boolean {
    return this.#chains.has(chain)
  }

  /** Whether this very command waits already; then `again` runs when it no longer does. */
  isCopy(command: string, again: () => void): boolean {
    const copies = this.#copies.get(command)
    copies?.push(again)
    return copies !== undefined
  }

  /** Runs `task` when everything before it in the chain is over; `task` says when it is over itself. */
  inOrder(chain: string, command: string, task: Task): void {
    this.#copies.set(command, [])
    const run: Task = (over) =>
      task(() => {
        const copies = this.#copies.get(command) ?? []
        this.#copies.delete(command)
        for (const again of copies) again()
        over()
      })
    const waiting = this.#chains.get(chain)
    if (waiting !== undefined) {
      waiting.push(run)
      return
    }
    const tasks = [run]
    this.#chains.set(chain, tasks)
    this.#work(chain, tasks)
  }

  /** A loop and not a call from each task to the next: a long chain whose tasks are over at once must not fill the stack. */
  #work(chain: string, tasks: Array<Task>): void {
    for (let task = tasks[0]; task !== undefined; task = tasks[0]) {
      let over = false
      let here = true
      task(() => {
        over = true
        if (here) return
        tasks.shift()
        this.#work(chain, tasks)
      })
      here = false
      if (!over) return
      tasks.shift()
    }
    this.#chains.delete(chain)
  }
}
