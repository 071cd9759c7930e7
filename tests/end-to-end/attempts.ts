/** Attempts as the SDK shows them to their takers. */
import type { Attempt, StoaClient } from "../../client/index.ts"
import type { Response } from "../../protocol/assessment.ts"
import type { AttemptTakerView, GradeView } from "../../protocol/attempt.ts"
import type { AssessmentId, QuestionId } from "../../protocol/ids.ts"
import type { CourseDetail } from "../../protocol/rest/courses.ts"
import { assessmentOf } from "./people.ts"

/** Waits for the view to show it, as a screen would: pushed, never asked for again. */
export const takerView = async (
  attempt: Attempt,
  fits: (view: AttemptTakerView) => boolean = () => true
): Promise<AttemptTakerView> => {
  const seen = await attempt.view.until((now) => now.audience === "taker" && fits(now.view))
  if (seen.audience !== "taker") throw new Error(`the taker is shown the view of ${seen.audience}`)
  return seen.view
}

/** What the grade says once it has been pushed. */
export const gradeOf = async (attempt: Attempt): Promise<GradeView> => {
  const { grade } = await takerView(attempt, ({ state }) => state === "graded")
  if (grade === undefined) throw new Error("graded without a grade")
  return grade
}

/** Starts the course's exam in the sitting that is open, and begins it. */
export const beginExam = async (client: StoaClient, course: CourseDetail): Promise<Attempt> => {
  const exam: AssessmentId = assessmentOf(course, "exam")
  const { sittings } = await client.rest.assessment(exam)
  const now = client.clock.now() ?? 0
  const sitting = sittings.find(({ opens_at }) => Date.parse(opens_at) <= now)
  if (sitting === undefined) throw new Error("no sitting is open")
  const { attemptId } = await client.learner().startAttempt(exam, sitting.id)
  const attempt = client.attempt(attemptId)
  await takerView(attempt, ({ canBegin }) => canBegin)
  await attempt.begin({ consented: true })
  return attempt
}

export const trueOrFalse = (value: boolean): Response => ({ kind: "true_false", value })

/** What is saved for a question, as the view has it. */
export const savedFor = ({ answers }: AttemptTakerView, question: QuestionId): Response | undefined => answers[question]?.response
