/**
 * Where the SDK keeps what must outlive a page or a process: the tokens, the sender and the commands not yet
 * answered. A port with one small contract, so that a browser, Node and a test can each bring their own.
 */
export interface Store {
  readonly get: (key: string) => Promise<string | undefined>
  /** Resolves once the value would survive a reload. */
  readonly set: (key: string, value: string) => Promise<void>
  readonly delete: (key: string) => Promise<void>
  /** All entries whose key starts with `prefix`, in the order of their keys. */
  readonly entries: (prefix: string) => Promise<ReadonlyArray<readonly [key: string, value: string]>>
}

/** Forgets everything with the process. `contents` may be shared to act as one that does not. */
export const memoryStore = (contents: Map<string, string> = new Map()): Store => ({
  get: async (key) => contents.get(key),
  set: async (key, value) => void contents.set(key, value),
  delete: async (key) => void contents.delete(key),
  entries: async (prefix) => byKey([...contents].filter(([key]) => key.startsWith(prefix)))
})

/** A part of a store under a prefix of its own: two accounts on one device never see each other's commands. */
export const within = (store: Store, prefix: string): Store => ({
  get: (key) => store.get(prefix + key),
  set: (key, value) => store.set(prefix + key, value),
  delete: (key) => store.delete(prefix + key),
  entries: async (inner) =>
    (await store.entries(prefix + inner)).map(([key, value]) => [key.slice(prefix.length), value] as const)
})

/** For what is good to have and nothing else: what cannot be read is not there, and what cannot be written or removed is left. */
export const forgiving = (store: Store): Store => ({
  get: (key) => store.get(key).catch(() => undefined),
  set: (key, value) => store.set(key, value).catch(() => {}),
  delete: (key) => store.delete(key).catch(() => {}),
  entries: (prefix) => store.entries(prefix).catch(() => [])
})

export const byKey = <Entry extends readonly [string, unknown]>(entries: Array<Entry>): Array<Entry> =>
  entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
