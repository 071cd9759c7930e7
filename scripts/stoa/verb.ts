/** What the command line is made of: areas with verbs, each a sentence, its options and what it does. */
import type { ParseArgsConfig } from "node:util"

/** Ends a program that was called wrongly, with its help (2); not logged in (3); the server not reached (4); refused (1). */
export class Trouble extends Error {
  readonly exitCode: 1 | 2 | 3 | 4
  constructor(message: string, exitCode: 1 | 2 | 3 | 4 = 1) {
    super(message)
    this.exitCode = exitCode
  }
}

export interface Said {
  /** For programs: what `--json` prints. */
  readonly data: unknown
  /** A file, to be piped on as it is. */
  readonly file?: string
  /** For people: lines, or rows under a heading. */
  readonly lines?: ReadonlyArray<string>
  readonly rows?: ReadonlyArray<Readonly<Record<string, unknown>>>
  /** Done in part only. */
  readonly failed?: boolean
}

export interface Invocation {
  readonly arguments: ReadonlyArray<string>
  readonly text: (name: string) => string | undefined
  readonly flag: (name: string) => boolean
}

export interface Verb {
  readonly summary: string
  /** After `stoa <area> <verb>`: `<file.csv> [--dry-run]`. */
  readonly usage?: string
  /** Names of the arguments that have to be there. */
  readonly arguments?: ReadonlyArray<string>
  /** Of those that may follow them. */
  readonly further?: ReadonlyArray<string>
  readonly options?: NonNullable<ParseArgsConfig["options"]>
  readonly run: (invocation: Invocation) => Promise<Said>
}

export type Area = Readonly<Record<string, Verb>>

/** An argument that has to be a number that names something. */
export const numbered = (given: string | undefined): number => {
  const number = Number(given)
  if (!Number.isSafeInteger(number) || number < 1) throw new Trouble(`${given ?? "nothing"} is no number of anything.`, 2)
  return number
}
