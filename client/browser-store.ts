/**
 * Stores for the browser. `localStorage` is the simplest and survives a reload; IndexedDB holds more and is the one that
 * works in a worker. The interfaces below are the parts of the DOM that are used, so that the SDK needs no DOM types.
 */
import { byKey, type Store } from "./store.ts"

/** `localStorage`, or anything like it. */
export interface StorageArea {
  readonly length: number
  key(index: number): string | null
  getItem(key: string): string | null
  setItem(key: string, value: string): void
  removeItem(key: string): void
}

export const localStore = (area: StorageArea, prefix = "stoa:"): Store => ({
  get: async (key) => area.getItem(prefix + key) ?? undefined,
  set: async (key, value) => area.setItem(prefix + key, value),
  delete: async (key) => area.removeItem(prefix + key),
  entries: async (inner) => {
    const found: Array<readonly [string, string]> = []
    for (let index = 0; index < area.length; index++) {
      const key = area.key(index)
      if (key === null || !key.startsWith(prefix + inner)) continue
      const value = area.getItem(key)
      if (value !== null) found.push([key.slice(prefix.length), value])
    }
    return byKey(found)
  }
})

interface Request<Result> {
  readonly result: Result
  readonly error: unknown
  onsuccess: ((event: never) => void) | null
  onerror: ((event: never) => void) | null
}
interface ObjectStore {
  get(key: string): Request<unknown>
  put(value: unknown, key: string): Request<unknown>
  delete(key: string): Request<unknown>
  getAll(): Request<Array<unknown>>
  getAllKeys(): Request<Array<unknown>>
}
interface Transaction {
  objectStore(name: string): ObjectStore
  readonly error: unknown
  oncomplete: ((event: never) => void) | null
  onabort: ((event: never) => void) | null
}
interface Database {
  createObjectStore(name: string): unknown
  transaction(name: string, mode: "readonly" | "readwrite"): Transaction
}
/** `indexedDB`, as far as it is used. */
export interface DatabaseFactory {
  open(name: string, version: number): Request<Database> & { onupgradeneeded: ((event: never) => void) | null }
}

const table = "entries"

const answered = <Result>(request: Request<Result>): Promise<Result> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })

/** Writes resolve when their transaction is complete, not when the request is: only then do they survive. */
export const indexedStore = (factory: DatabaseFactory, name = "stoa"): Store => {
  const opened = new Promise<Database>((resolve, reject) => {
    const request = factory.open(name, 1)
    request.onupgradeneeded = () => void request.result.createObjectStore(table)
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
  // Whoever uses the store hears of a database that would not open; nobody has to have asked yet.
  opened.catch(() => {})

  const reading = async () => (await opened).transaction(table, "readonly").objectStore(table)
  const writing = async (write: (entries: ObjectStore) => void): Promise<void> => {
    const transaction = (await opened).transaction(table, "readwrite")
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve()
      transaction.onabort = () => reject(transaction.error)
      write(transaction.objectStore(table))
    })
  }
  return {
    get: async (key) => {
      const value = await answered((await reading()).get(key))
      return typeof value === "string" ? value : undefined
    },
    set: (key, value) => writing((entries) => void entries.put(value, key)),
    delete: (key) => writing((entries) => void entries.delete(key)),
    entries: async (prefix) => {
      const entries = await reading()
      const [keys, values] = await Promise.all([answered(entries.getAllKeys()), answered(entries.getAll())])
      const found: Array<readonly [string, string]> = []
      keys.forEach((key, index) => {
        const value = values[index]
        if (typeof key === "string" && key.startsWith(prefix) && typeof value === "string") found.push([key, value])
      })
      return byKey(found)
    }
  }
}
