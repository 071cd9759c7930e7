/**
 * What has arrived for a learner: announcements of their courses, and results. Which announcements were read the server knows; which
 * results were seen, this browser. A result that changes, by a verdict say, has arrived anew.
 */
import { type CourseId, CourseId as courseIdOf } from "../../protocol/ids.ts"
import type { LearnerView } from "../../protocol/learner.ts"
import type { Instant } from "../../protocol/time.ts"
import { idIn } from "../parts/id-in.ts"

export interface Arrived {
  readonly key: string
  readonly at: Instant
  readonly isNew: boolean
  readonly href: string
  /** Of the course, or of the quiz or exam. */
  readonly title: string
  readonly what:
    | { readonly _tag: "Announced"; readonly course: CourseId; readonly number: number }
    | { readonly _tag: "Graded"; readonly percent: string | undefined; readonly passed: boolean | undefined }
}

/** Older ones are found on the pages of their courses. */
const most = 20

const announced = ({ inbox, courses }: LearnerView): ReadonlyArray<Arrived> =>
  Object.entries(inbox).flatMap(([key, { courseId, number, at, readAt }]) => {
    const title = courses[String(courseId)]?.title
    if (title === undefined) return []
    const course = idIn(courseIdOf, String(courseId))
    const what = { _tag: "Announced", course, number } as const
    return [{ key, at, isNew: readAt === undefined, href: `/courses/${courseId}`, title, what }]
  })

const graded = ({ assessments }: LearnerView, seen: ReadonlySet<string>): ReadonlyArray<Arrived> =>
  Object.values(assessments).flatMap(({ title, attempts }) =>
    Object.entries(attempts).flatMap(([id, { standing, endedAt, percent, passed }]) => {
      if (standing !== "graded" || endedAt === undefined) return []
      const key = `${id}/${percent ?? ""}/${passed ?? ""}`
      const what = { _tag: "Graded", percent, passed } as const
      return [{ key, at: endedAt, isNew: !seen.has(key), href: `/attempts/${id}`, title, what }]
    })
  )

/** The newest first. */
export const arrivals = (view: LearnerView, seen: ReadonlySet<string>): ReadonlyArray<Arrived> =>
  [...announced(view), ...graded(view, seen)].sort((a, b) => b.at - a.at).slice(0, most)
