/** The token in the link of the newest mail to an address, as soon as there is one. */
import { linkIn } from "../integration/fixtures/mailbox.ts"
import type { Finding } from "./step.ts"

export const newest =
  (address: string): Finding =>
  async (known, mailbox) => {
    const to = String(known.filled(address))
    await mailbox.mailTo(to)
    return linkIn(mailbox.to(to).at(-1) ?? (await mailbox.mailTo(to)))
  }
