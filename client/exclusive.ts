/**
 * One at a time, by name. Two tabs share their storage: if both presented the same rotating refresh token, the server
 * would take the second for a thief's and log the person out; if both counted commands as one sender, two commands would
 * bear one id. Where there are several holders of one store (browser tabs), the lock has to reach across them.
 */
export interface Exclusive {
  /** Runs `work` while nobody else runs under `name`. */
  readonly run: <A>(name: string, work: () => Promise<A>) => Promise<A>
  /** Takes `name` until it is given back or this page or process ends; answers how to give it back, or that it is taken. */
  readonly claim: (name: string) => Promise<(() => void) | "taken">
}

/** For stores that one process alone holds. */
export const withinProcess = (): Exclusive => {
  const queues = new Map<string, Promise<unknown>>()
  const claimed = new Set<string>()
  return {
    run: (name, work) => {
      const turn = (queues.get(name) ?? Promise.resolve()).then(work, work)
      queues.set(
        name,
        // Whoever asked hears of it; the next in line does not.
        turn.catch(() => {})
      )
      return turn
    },
    claim: async (name) => {
      if (claimed.has(name)) return "taken"
      claimed.add(name)
      return () => void claimed.delete(name)
    }
  }
}

/** `navigator.locks`, as far as it is used. */
export interface LockManager {
  request<A>(name: string, options: { readonly ifAvailable?: boolean }, granted: (lock: unknown) => Promise<A>): Promise<A>
}

/** Across the tabs of one browser profile. The browser lets go of a claim when its page goes away, however it goes. */
export const acrossTabs = (locks: LockManager, prefix = "stoa:"): Exclusive => ({
  run: (name, work) => locks.request(prefix + name, {}, work),
  claim: (name) =>
    new Promise((resolve, reject) => {
      locks
        .request(prefix + name, { ifAvailable: true }, (lock): Promise<void> => {
          if (lock !== null) return new Promise((giveBack) => resolve(giveBack))
          resolve("taken")
          return Promise.resolve()
        })
        .catch(reject)
    })
})
