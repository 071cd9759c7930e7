/** What becomes of an answer that was given here: whether it goes out now, when, and whether a later one has taken its place. */
import { stageOf, standsStill, type Standing } from "../../client/index.ts"
import type { AttemptTakerView } from "../../protocol/attempt.ts"
import { instant, type Instant } from "../../protocol/time.ts"

/**
 * It waits only for what will pass: a standstill, and another device that holds the attempt. After the end it is sent like any other:
 * the server keeps what came late, or says why it does not, and neither happens to what never leaves the page.
 */
export const isSentNow = (view: Pick<AttemptTakerView, "state" | "standstill">, standing: Standing["_tag"]): boolean => {
  switch (stageOf(view.state)) {
    case "waiting":
      return false
    case "sitting":
      return !standsStill(view) && standing !== "Elsewhere"
    case "over":
      return true
  }
}

/** In ms. Who types on without a pause is saved all the same. */
const typingPause = 600
const longestWait = 2_000

/** How long what is being typed still waits; `since`: when the first of it that was not sent was typed. */
export const waitFor = (since: number, now: number): number => Math.max(0, Math.min(typingPause, since + longestWait - now))

export const isOvertaken = (at: Instant, saved: { readonly savedAt: Instant } | undefined): boolean =>
  saved !== undefined && saved.savedAt >= at

/** When an answer counts as given: after the one it was put in place of, however the clocks differ. */
export const givenAt = (now: Instant, saved: { readonly savedAt: Instant } | undefined): Instant =>
  saved === undefined ? now : instant(Math.max(now, saved.savedAt + 1))
