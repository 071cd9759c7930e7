/**
 * The life of a course's version: draft → in review → approved → published → superseded → archived. One table says which
 * step leads where, and by which refusal any other is answered; rows of `course_version_steps` say who took them.
 */
import type { CourseStatus } from "../../protocol/course.ts"
import { refuse, type Refusal, type RefusalCode } from "../../protocol/errors.ts"
import type { UserId } from "../../protocol/ids.ts"

/** `supersede` is what publishing the next version does to the one before; nobody asks for it. */
export const steps = ["submit", "approve", "return", "publish", "supersede", "archive"] as const
export type Step = (typeof steps)[number]

const closed = { published: "already_published", superseded: "already_published", archived: "course_archived" } as const

/** A status or a code: no status is named as a code is. */
const table: { readonly [S in Step]: Readonly<Record<CourseStatus, CourseStatus | RefusalCode>> } = {
  submit: { draft: "in_review", in_review: "already_submitted", approved: "already_approved", ...closed },
  approve: { draft: "not_in_review", in_review: "approved", approved: "already_approved", ...closed },
  return: { draft: "not_in_review", in_review: "draft", approved: "draft", ...closed },
  publish: { draft: "not_approved", in_review: "not_approved", approved: "published", ...closed },
  supersede: { ...closed, draft: "not_approved", in_review: "not_approved", approved: "not_approved", published: "superseded" },
  archive: {
    draft: "never_published",
    in_review: "never_published",
    approved: "never_published",
    published: "archived",
    superseded: "archived",
    archived: "course_archived"
  }
}

const statuses: ReadonlySet<string> = new Set<CourseStatus>([
  "draft",
  "in_review",
  "approved",
  "published",
  "superseded",
  "archived"
])
const isStatus = (named: CourseStatus | RefusalCode): named is CourseStatus => statuses.has(named)

/** Where a step leads from a status, or why it can't be taken. */
export const after = (step: Step, status: CourseStatus): CourseStatus | Refusal => {
  const to = table[step][status]
  return isStatus(to) ? to : refuse(to)
}

export interface Deciding {
  readonly step: Step
  readonly by: UserId
  readonly reason: string | undefined
  /** Whoever changed the version or submitted it. */
  readonly authors: ReadonlyArray<UserId>
  /** Does the academy want another person to approve than wrote it? */
  readonly byAnother: boolean
}

/** What stands in the way of this person's step, whatever the status. */
export const hindrance = ({ step, by, reason, authors, byAnother }: Deciding): Refusal | undefined => {
  if (step === "return" && (reason === undefined || reason.trim() === "")) return refuse("reason_missing", { field: "reason" })
  if (step === "approve" && byAnother && authors.includes(by)) {
    return refuse("same_reviewer", { message: "Somebody who did not write this version has to approve it." })
  }
  return undefined
}
