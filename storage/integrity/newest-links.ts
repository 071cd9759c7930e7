/**
 * The newest links that this node knows to be in the journal, by actor, so that a commit need not read the one before.
 *
 * Why a wrong link never gets in here, whatever fails:
 *
 * - An entry says "row `seq` of this actor is in the journal with this link". It is written only once a statement has
 *   returned with the row's slot proved, or when the row has been read. What a statement was assembled with stays
 *   with that statement: refused, in conflict, fenced or lost without an answer, it is forgotten with it.
 * - Rows of the journal are never changed and their numbers are taken once, so that what was true of a row stays true. An
 *   entry cannot become wrong, it can only become old: another node wrote on, or a commit went through of which
 *   nobody heard.
 * - An old entry is never used, because only the row that follows it directly may: row 7 asks for row 6. Could there be
 *   two different rows 7, one of which is in the journal unheard of? Then this one's statement is refused by the key.
 *
 * What does not stand here is read from the journal before the statement. It is there: a cell decides row 7 on a row 6
 * that is durable or in the same batch, and a lane sends one statement at a time.
 */
const capacity = 20_000

export class NewestLinks {
  readonly #links = new Map<string, { readonly seq: number; readonly chain: string }>()

  /** The link of row `seq`, if that is the newest one known. */
  at(actor: string, seq: number): string | undefined {
    const newest = this.#links.get(actor)
    return newest?.seq === seq ? newest.chain : undefined
  }

  /** Row `seq` is in the journal with this link. */
  learn(actor: string, seq: number, chain: string): void {
    const newest = this.#links.get(actor)
    if (newest !== undefined && newest.seq > seq) return
    this.#links.delete(actor)
    this.#links.set(actor, { seq, chain })
    if (this.#links.size <= capacity) return
    for (const oldest of this.#links.keys()) {
      this.#links.delete(oldest)
      return
    }
  }
}
