/**
 * Sentences for what was refused or went wrong, by the error's code. In English the server says them itself, with the details
 * of the case, so only what the pages put differently stands here.
 */
import type { StoaErrorCode } from "../../../client/index.ts"

export const refusals: Readonly<Partial<Record<StoaErrorCode, string>>> = {
  network: "The server can't be reached at the moment. Check your connection and try again.",
  not_logged_in: "You are not logged in. Log in to go on.",
  unreadable: "This page is older than the server. Load it again to get the newer one."
}
