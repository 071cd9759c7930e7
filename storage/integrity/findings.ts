/** What a verification found: each thing once, with what it means. Many are counted, and the first of them kept. */

export type FindingKind =
  /** A row is not what its link was made of, or the row before it is not. */
  | "changed"
  /** Numbers are missing between an actor's rows. */
  | "missing"
  /** A row within a chain has no link. */
  | "unlinked"
  /** An actor's rows end before what was signed, or what other tables know of. */
  | "truncated"
  /** The rows hang together, and are not those that were signed. */
  | "rewritten"
  /** The files of heads were changed, shortened, or signed by somebody else. */
  | "heads"

export interface Finding {
  readonly kind: FindingKind
  readonly actor?: string
  readonly seq?: number
  /** File and line of the heads, counted from 1. */
  readonly file?: string
  readonly line?: number
  readonly message: string
}

const kept = 1_000

export class Findings {
  readonly list: Array<Finding> = []
  count = 0

  add(finding: Finding): void {
    this.count += 1
    if (this.list.length < kept) this.list.push(finding)
  }
}
