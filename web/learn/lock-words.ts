/** What keeps a module closed, as a sentence. */
import { dayAndTime } from "../parts/when.ts"
import { words } from "../words/words.ts"
import type { Lock } from "./steps.ts"

export const reasonOf = (lock: Lock): string =>
  lock._tag === "Until" ? words().learn.course.lockedUntil(dayAndTime(lock.at)) : words().learn.course.lockedBy(lock.titles)
