/**
 * Recomputes the chain of every actor, row by row in the order of the journal.
 *
 * Each row is checked against the link that is stored in the row before it, not against one that was computed: so a row
 * that was changed is told of by itself, and those after it, which are as they were, are not.
 */
import { chainStart, linkOf, type RowToCheck } from "./chain.ts"
import type { Findings } from "./findings.ts"

export class RowCheck {
  rows = 0
  actors = 0
  /** Older than the chain: nothing can be said of them. */
  unlinkedRows = 0
  unlinkedActors = 0
  /** Written after their actor's last signed head: nothing outside the database vouches for them. */
  unsignedRows = 0
  readonly unsignedActors: Array<string> = []
  unsignedActorsCount = 0
  readonly #findings: Findings
  readonly #signed: Map<string, number>
  #actor: string | undefined
  #seq = 0
  #chain: string | undefined
  #begun = false
  #unsigned = 0

  /** `signed`: each actor's newest signed sequence; taken out as the actors come by. */
  constructor(signed: Map<string, number>, findings: Findings) {
    this.#signed = signed
    this.#findings = findings
  }

  row(row: RowToCheck): void {
    if (row.actor !== this.#actor) this.#begin(row.actor)
    this.rows += 1
    const { actor, seq } = row
    const follows = seq === this.#seq + 1
    if (!follows) {
      const [from, to] = [this.#seq + 1, seq - 1]
      const message = from === to ? `Row ${from} of ${actor} is missing.` : `Rows ${from} to ${to} of ${actor} are missing.`
      this.#findings.add({ kind: "missing", actor, seq: from, message })
    }
    if (row.chain === null) this.#withoutLink(actor, seq)
    else {
      // After a gap nobody can tell what the link was made on; from here on the chain holds again or does not.
      const before = follows ? (this.#chain ?? chainStart(actor)) : undefined
      if (before !== undefined && linkOf(before, row) !== row.chain) {
        const message =
          seq === 1
            ? `Row 1 of ${actor} is not what was written.`
            : `Row ${seq} of ${actor} is not what was written after row ${seq - 1}: one of the two was changed, or is not this actor's.`
        this.#findings.add({ kind: "changed", actor, seq, message })
      }
      this.#begun = true
      if (seq > (this.#signed.get(actor) ?? 0)) this.#unsigned += 1
    }
    this.#seq = seq
    this.#chain = row.chain ?? undefined
  }

  #begin(actor: string): void {
    this.#finish()
    this.actors += 1
    this.#actor = actor
    this.#seq = 0
    this.#chain = undefined
    this.#begun = false
    this.#unsigned = 0
  }

  #withoutLink(actor: string, seq: number): void {
    if (this.#begun) {
      this.#findings.add({ kind: "unlinked", actor, seq, message: `Row ${seq} of ${actor} has lost its link.` })
      return
    }
    if (this.#seq === 0) this.unlinkedActors += 1
    this.unlinkedRows += 1
  }

  #finish(): void {
    const actor = this.#actor
    if (actor === undefined) return
    const signed = this.#signed.get(actor)
    this.#signed.delete(actor)
    if (signed !== undefined && signed > this.#seq) {
      const message = `The journal of ${actor} ends at row ${this.#seq}; row ${signed} was signed.`
      this.#findings.add({ kind: "truncated", actor, seq: this.#seq, message })
    }
    if (this.#unsigned === 0) return
    this.unsignedRows += this.#unsigned
    this.unsignedActorsCount += 1
    if (this.unsignedActors.length < 10) this.unsignedActors.push(actor)
  }

  end(): void {
    this.#finish()
    this.#actor = undefined
    for (const [actor, signed] of this.#signed) {
      const message = `The journal has no row of ${actor}; row ${signed} was signed.`
      this.#findings.add({ kind: "truncated", actor, seq: 0, message })
    }
  }
}
