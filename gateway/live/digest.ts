/**
 * What makes two commands the same command: the sha-256 of their canonical JSON, so that a client may order keys as it likes.
 *
 * It is kept in the journal with every row, and some commands carry a password. Hence a pepper, the installation's own: without
 * it nobody can try out words on what they find there.
 */
import { hash, hkdfSync } from "node:crypto"
import { Context, Layer } from "effect"
import { canonicalJson } from "../../protocol/canonical-json.ts"

const digestWith =
  (pepper: string) =>
  (command: unknown): string =>
    hash("sha256", `${pepper}${canonicalJson(command)}`, "base64url")

/** base64url without padding. `command` is as it was sent. */
export const Digest = Context.Reference<(command: unknown) => string>("stoa/gateway/Digest", {
  defaultValue: () => digestWith("")
})

/** `master`: the installation's secret. The same on every node and after every start, or a repeat would be another command. */
export const digestUnder = (master: Uint8Array): typeof Digest.Service =>
  digestWith(Buffer.from(hkdfSync("sha256", master, "", "stoa command digests 1", 32)).toString("hex"))

export const digestLayer = (master: Uint8Array) => Layer.sync(Digest, () => digestUnder(master))
