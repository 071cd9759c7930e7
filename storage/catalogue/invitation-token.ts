/** The token of an invitation: 256 random bits in a link. The database keeps what it cannot be found from. */
import { createHash, randomBytes } from "node:crypto"

export const newInvitationToken = (): string => randomBytes(32).toString("base64url")

/** Lower-case hex. A token is no password: nothing shorter than its 256 bits stands behind the hash. */
export const invitationHash = (token: string): string => createHash("sha256").update(token).digest("hex")
