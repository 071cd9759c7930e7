/** What makes two commands the same command: the sha-256 of their canonical JSON. So a client may order keys as it likes. */
import { hash } from "node:crypto"
import { canonicalJson } from "../../protocol/canonical-json.ts"

/** base64url without padding. `command` is as it was sent. */
export const digestOf = (command: unknown): string => hash("sha256", canonicalJson(command), "base64url")
