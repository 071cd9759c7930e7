/** How hard a course is. Authors write what they like; the three that most write have words of their own. */
import { words } from "../words/words.ts"

export const difficulties = ["beginner", "intermediate", "advanced"] as const

export const difficultyName = (level: string): string => {
  const usual = difficulties.find((one) => one === level)
  return usual === undefined ? level : words().learn.difficulties[usual]
}
