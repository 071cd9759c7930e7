/** An academy's sitting as rows: its schedule, what it asks of its attempts, and whom it is for. */
import { hashSittingPassword } from "../catalogue/sitting-passwords.ts"
import type { At, CourseSitting } from "./format.ts"
import { type People, returned, type Transaction } from "./transaction.ts"

const instantOf = (at: At, seededAt: Date): Date =>
  "at" in at ? new Date(at.at) : new Date(seededAt.getTime() + at.minutesAfterSeeding * 60_000)

export const addSitting = async (
  sql: Transaction,
  courseId: number,
  assessmentId: number,
  sitting: CourseSitting,
  people: People,
  seededAt: Date
): Promise<number> => {
  const closes = sitting.closes === null ? null : instantOf(sitting.closes, seededAt)
  const password = sitting.password === undefined ? null : await hashSittingPassword(sitting.password)
  const [row] = await sql<Array<{ id: number }>>`
    insert into exam_sittings
      (assessment_id, course_id, title, opens_at, closes_at, close_cuts, late_entry, room, series, password_hash, addresses,
       check_required, review, second_reviewer, jitter, adjudication, reopening)
    values
      (${assessmentId}, ${courseId}, ${sitting.title}, ${instantOf(sitting.opens, seededAt)}, ${closes},
       ${sitting.closeCuts ?? true}, ${sitting.lateEntry ?? true}, ${sitting.room ?? null}, ${sitting.series ?? null}, ${password},
       (select coalesce(array_agg(network(range::inet)), '{}') from json_array_elements_text(${JSON.stringify(sitting.addresses ?? [])}::text::json) as range),
       ${sitting.check ?? false}, ${sitting.review ?? "flagged"}, ${sitting.secondReviewer ?? true},
       make_interval(secs => ${sitting.jitterSeconds ?? 0}), make_interval(mins => ${sitting.adjudicationMinutes ?? 24 * 60}),
       make_interval(mins => ${sitting.reopeningMinutes ?? 60}))
    returning id`
  const sittingId = returned(row)
  const idsOf = (emails: ReadonlyArray<string>) => emails.flatMap((email) => people.get(email)?.id ?? [])
  for (const proctor of idsOf(sitting.proctors)) {
    await sql`insert into sitting_proctors (sitting_id, user_id) values (${sittingId}, ${proctor}) on conflict do nothing`
  }
  const learners = idsOf(sitting.learners ?? [])
  await sql`
    insert into sitting_learners (sitting_id, user_id)
    select ${sittingId}, id from unnest(${`{${learners.join(",")}}`}::text::bigint[]) as id on conflict do nothing`
  return sittingId
}
