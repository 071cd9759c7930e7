/** What follows for a course's certificates from its being complete, or no longer. */
import type { UserId } from "../../protocol/ids.ts"
import type { Instant } from "../../protocol/time.ts"
import { type Certificate, certificateNumber } from "./certificate.ts"
import type { CourseProgress, LearnerEvent, LearnerState } from "./contract.ts"

export const validCertificate = (course: CourseProgress): Certificate | undefined =>
  course.certificates.find(({ withdrawnAt }) => withdrawnAt === null)

/**
 * The course will have been complete since `completedAt`, or not be complete (`null`). A completion that comes back finds
 * the certificate that was issued for it; one that was earned in another way is another completion and gets a certificate
 * of its own. So at most one is valid at a time.
 */
export const certification = (
  userId: UserId,
  course: CourseProgress,
  completedAt: Instant | null,
  at: Instant
): ReadonlyArray<LearnerEvent> => {
  const { courseId, versionId, certificates } = course
  const valid = validCertificate(course)
  if (valid?.completedAt === (completedAt ?? undefined)) return []
  const withdrawn: ReadonlyArray<LearnerEvent> =
    valid === undefined ? [] : [{ _tag: "CertificateWithdrawn", courseId, number: valid.number, at }]
  if (completedAt === null) return withdrawn
  const earlier = certificates.find((each) => each.completedAt === completedAt)
  if (earlier !== undefined) return [...withdrawn, { _tag: "CertificateRestored", courseId, number: earlier.number, at }]
  const number = certificateNumber(courseId, userId, certificates.length + 1)
  return [...withdrawn, { _tag: "CertificateIssued", courseId, number, versionId, completedAt, at }]
}

const owed = (course: CourseProgress): boolean => course.completedAt !== null && validCertificate(course) === undefined

/** Since when a certificate is owed: by courses that were completed before certificates were issued. */
export const owedSince = (state: LearnerState): Instant | undefined => {
  for (const courseId in state.courses) {
    const course = state.courses[courseId]
    if (course !== undefined && course.completedAt !== null && owed(course)) return course.completedAt
  }
  return undefined
}

export const owedCertificates = (state: LearnerState, now: Instant): ReadonlyArray<LearnerEvent> =>
  Object.values(state.courses)
    .filter(owed)
    .flatMap((course) => certification(state.userId, course, course.completedAt, now))
