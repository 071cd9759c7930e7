/**
 * Proof that an answer was here in time though it could not be stored (T5, "received by the deadline"): the server
 * signs what it received and when, the client sends it along when it tries again, and the engine counts the answer
 * from the first time. Nothing is kept on the server, so it holds across restarts and nodes.
 */
import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto"
import { Context, Layer } from "effect"
import type { ActorKey, CommandId } from "../../protocol/ids.ts"
import type { Receipt } from "../../protocol/live.ts"
import type { Instant } from "../../protocol/time.ts"

/** What a receipt is about. `id` carries the sender as the client knows it, `userId` whose it is. */
export interface Received {
  readonly userId: number
  readonly to: ActorKey
  readonly id: CommandId
  readonly digest: string
}

export class Receipts extends Context.Service<
  Receipts,
  {
    readonly sign: (received: Received, receivedAt: Instant) => Receipt
    /** The receive time it proves, if it was signed here for exactly this. */
    readonly honour: (receipt: Receipt, received: Received) => Instant | undefined
  }
>()("stoa/gateway/Receipts") {}

/** `master`: the installation's secret; the key for receipts is derived from it. */
export const receiptsLayer = (master: Uint8Array) =>
  Layer.sync(Receipts, () => {
    const key = Buffer.from(hkdfSync("sha256", master, "", "stoa receipts 1", 32))
    const signature = (received: Received, receivedAt: Instant) =>
      createHmac("sha256", key)
        .update(JSON.stringify([received.userId, received.to, received.id.sender, received.id.n, received.digest, receivedAt]))
        .digest()
    return Receipts.of({
      sign: (received, receivedAt) => ({
        sender: received.id.sender,
        n: received.id.n,
        digest: received.digest,
        receivedAt,
        signature: signature(received, receivedAt).toString("base64url")
      }),
      honour: (receipt, received) => {
        if (receipt.sender !== received.id.sender || receipt.n !== received.id.n) return undefined
        if (receipt.digest !== received.digest) return undefined
        const given = Buffer.from(receipt.signature, "base64url")
        const expected = signature(received, receipt.receivedAt)
        return given.length === expected.length && timingSafeEqual(given, expected) ? receipt.receivedAt : undefined
      }
    })
  })
