/**
 * A certificate says that a person completed a course, and since when. It certifies one completion: it is valid while that
 * completion stands, withdrawn while it does not, and never anything else once it was issued, for a printed one can't be
 * called back.
 */
import { Schema } from "effect"
import { CourseId, type UserId, VersionId } from "../../protocol/ids.ts"
import { CertificateNumber } from "../../protocol/learner.ts"
import { Instant, iso } from "../../protocol/time.ts"
import { contentHash } from "../assessment/content-hash.ts"

export const Certificate = Schema.Struct({
  number: CertificateNumber,
  /** The version that was completed. */
  versionId: VersionId,
  /** The instant of the completion it certifies, and its identity: a course is complete since then, or it is not. */
  completedAt: Instant,
  issuedAt: Instant,
  withdrawnAt: Schema.NullOr(Instant)
})
export type Certificate = typeof Certificate.Type

const concerned = { courseId: CourseId, number: CertificateNumber, at: Instant }
export const CertificateIssued = Schema.TaggedStruct("CertificateIssued", {
  ...concerned,
  versionId: VersionId,
  completedAt: Instant
})
export const CertificateWithdrawn = Schema.TaggedStruct("CertificateWithdrawn", concerned)
/** Valid again, with the number and the instant of issue it always had. */
export const CertificateRestored = Schema.TaggedStruct("CertificateRestored", concerned)

const digits = (value: number, width: number): string => String(value).padStart(width, "0")

/** `STOA-<course>-<person>-<which of theirs in that course>`: unique as it stands, without anyone keeping count of all. */
export const certificateNumber = (courseId: CourseId, userId: UserId, ordinal: number): CertificateNumber =>
  CertificateNumber.make(`STOA-${digits(courseId, 6)}-${digits(userId, 8)}-${digits(ordinal, 2)}`)

/**
 * What a printed certificate is compared by: sha-256, in hex, over the canonical JSON of all it states. Whether it is valid
 * is no part of it, nor is a name: people are renamed, and erased.
 */
export const verificationHash = (userId: UserId, courseId: CourseId, certificate: Certificate): string => {
  const { number, versionId, completedAt, issuedAt } = certificate
  return contentHash({ number, userId, courseId, versionId, completedAt: iso(completedAt), issuedAt: iso(issuedAt) })
}
