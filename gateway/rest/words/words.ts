/** What the description says of one operation beyond its Schemas. */
export interface Words {
  /** What it does, in a few words and the imperative. */
  readonly summary: string
  /** Who may, what else happens, what to know before using it. */
  readonly description: string
  /** A body that it takes, where the one made up from its Schema would say too little. */
  readonly body?: unknown
  /** Data that it answers with, likewise. */
  readonly data?: unknown
  /** Other types its answer can be asked for in, without the envelope. */
  readonly files?: ReadonlyArray<string>
}

/** By endpoint of one group. */
export type GroupWords = Readonly<Record<string, Words>>
