/**
 * What an actor remembers of the commands it accepted, so that a repeat gets the first reply. The memory is bounded:
 * a few receipts of a few senders. What has fallen out of it is not forgotten, only further away: the journal knows,
 * and `recall` says when it has to be asked.
 */
import { Schema } from "effect"

const ReceiptSchema = Schema.Struct({
  n: Schema.Int,
  digest: Schema.String,
  seq: Schema.Int,
  at: Schema.Int,
  reply: Schema.Unknown
})
export type Receipt = typeof ReceiptSchema.Type

export const OnceSchema = Schema.Struct({
  forgot: Schema.Boolean,
  senders: Schema.Array(Schema.Struct({ sender: Schema.String, highest: Schema.Int, receipts: Schema.Array(ReceiptSchema) }))
})
export type OnceEncoded = typeof OnceSchema.Type

interface Sender {
  highest: number
  receipts: Array<Receipt>
}

export type Recall =
  | { readonly _tag: "New" }
  | { readonly _tag: "Repeat"; readonly receipt: Receipt }
  | { readonly _tag: "AskJournal" }

const isNew: Recall = { _tag: "New" }
const askJournal: Recall = { _tag: "AskJournal" }

const maxSenders = 16
const maxReceipts = 16

/** What is not durable yet must not fall out: the journal could not answer for it. */
const isDurable = (sender: Sender, durable: number): boolean => (sender.receipts.at(-1)?.seq ?? 0) <= durable

export class Once {
  /** In order of last use, so that the first is the one to forget. */
  readonly #senders = new Map<string, Sender>()
  /** The last of them. */
  #newest: string | undefined
  #forgot = false

  recall(sender: string, n: number): Recall {
    const known = this.#senders.get(sender)
    if (known === undefined) return this.#forgot ? askJournal : isNew
    if (n > known.highest) return isNew
    const receipt = known.receipts.find((candidate) => candidate.n === n)
    return receipt === undefined ? askJournal : { _tag: "Repeat", receipt }
  }

  /** `durable`: the sequence up to which the journal has everything. */
  remember(sender: string, receipt: Receipt, durable: number): void {
    const known = this.#senders.get(sender) ?? { highest: 0, receipts: [] }
    if (sender !== this.#newest) {
      this.#senders.delete(sender)
      this.#senders.set(sender, known)
      this.#newest = sender
    }
    known.highest = Math.max(known.highest, receipt.n)
    known.receipts.push(receipt)
    while (known.receipts.length > maxReceipts && (known.receipts[0]?.seq ?? 0) <= durable) known.receipts.shift()
    for (const [name, oldest] of this.#senders) {
      // In order of last use: if this one's last command is not durable, then none of the later ones' is.
      if (this.#senders.size <= maxSenders || !isDurable(oldest, durable)) return
      this.#senders.delete(name)
      this.#forgot = true
    }
  }

  encode(): OnceEncoded {
    return {
      forgot: this.#forgot,
      senders: Array.from(this.#senders, ([sender, { highest, receipts }]) => ({ sender, highest, receipts: [...receipts] }))
    }
  }

  static decode(encoded: OnceEncoded): Once {
    const once = new Once()
    once.#forgot = encoded.forgot
    for (const { sender, highest, receipts } of encoded.senders) once.#senders.set(sender, { highest, receipts: [...receipts] })
    return once
  }
}
