/** What people ask: seven of ten look around, one reads on, two write. Of every hundred requests, in this order of frequency. */
import type { Random } from "../random.ts"
import type { Job } from "./job.ts"

export interface Asked {
  readonly method: "GET" | "POST"
  readonly path: string
  readonly body?: string
}

export const asked = (job: Job, random: Random): Asked => {
  const course = job.courses[random.below(job.courses.length)] ?? job.courseId
  const share = random.below(100)
  if (share < 30) return { method: "GET", path: `/api/v1/courses?per_page=20&page=${1 + random.below(4)}` }
  if (share < 55) return { method: "GET", path: `/api/v1/courses/${course}` }
  if (share < 65) return { method: "GET", path: `/api/v1/courses/${course}/modules` }
  if (share < 72) return { method: "GET", path: "/api/v1/users/me" }
  if (share < 80) return { method: "GET", path: `/api/v1/courses/${job.courseId}/modules/${job.moduleId}` }
  const body = JSON.stringify({ positionMs: 1_000 * random.below(600), interactions: random.below(4) })
  return { method: "POST", path: `/api/v1/courses/${job.courseId}/modules/${job.moduleId}/progress`, body }
}
