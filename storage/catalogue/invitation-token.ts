/**
 * What the database keeps of an invitation's token, and from which it cannot be found again. The token is made of a key
 * of the installation's (`MailSecret.invitation`), so that the mail can say it whenever it leaves.
 */
import { createHash } from "node:crypto"

/** Lower-case hex. A token is no password: nothing shorter than its 256 bits stands behind the hash. */
export const invitationHash = (token: string): string => createHash("sha256").update(token).digest("hex")
