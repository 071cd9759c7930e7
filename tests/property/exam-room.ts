/** The people, the assessment and the sitting that the tests of attempts and exams share. */
import { Schema } from "effect"
import type { Tagged } from "../../actors/actor.ts"
import { settlingOf } from "../../actors/attempt/clock.ts"
import { AttemptInternal } from "../../actors/attempt/contract.ts"
import { grade, gradedCommand, GradeJob, gradeInput } from "../../actors/attempt/grading.ts"
import type { SittingFact } from "../../actors/facts.ts"
import { AssessmentSettings } from "../../protocol/assessment.ts"
import { defaultRules } from "../../protocol/exam.ts"
import { ActorKey, actorRef, AssessmentId, AttemptId, CourseId, ModuleId, SittingId, UserId } from "../../protocol/ids.ts"
import { Person, type Principal, type Role, seededPermissions } from "../../protocol/principal.ts"
import { type Instant, instant, millis } from "../../protocol/time.ts"
import { aBank, seedOf } from "./assessment-samples.ts"
import { MemoryFacts } from "./memory-facts.ts"

export const noon = instant(1_800_000_000_000)
export const minute = 60_000

export const attemptRef = actorRef("attempt", 42)
/** From its end to its handing in by the clock. */
export const settleMs = settlingOf(AttemptId.make(attemptRef.id))
export const examRef = actorRef("exam", 9)
const courseId = CourseId.make(5)
export const sittingId = SittingId.make(9)
export const quiz = AssessmentId.make(11)
export const timedExam = AssessmentId.make(12)

const decodePerson = Schema.decodeUnknownSync(Person)
export const person = (userId: number, role: Role, more: object = {}): Person =>
  decodePerson({
    ...{ _tag: "Person", userId, role, permissions: seededPermissions[role], session: `s${userId}`, courses: [], sittings: [] },
    ...more
  })

export const taker = person(7, "student")
export const stranger = person(8, "student")
export const proctor = person(20, "proctor", { sittings: [sittingId] })
export const otherProctor = person(21, "proctor")
export const instructor = person(30, "instructor", { courses: [courseId] })
export const otherInstructor = person(31, "instructor", { courses: [6] })
export const admin = person(1, "admin")

export const engine = (purpose: "alarm" | "grading" | "outage" | "seed"): Principal => ({ _tag: "Engine", purpose })
export const fromActor = (key: string): Principal => ({ _tag: "Actor", key: ActorKey.make(key) })

const settings = Schema.decodeUnknownSync(AssessmentSettings)

export const aSitting = (more: Partial<SittingFact> = {}): SittingFact => ({
  sittingId,
  assessmentId: timedExam,
  courseId,
  title: "Final exam, room 1",
  opensAt: instant(noon + 10 * minute),
  closesAt: instant(noon + 70 * minute),
  closeCuts: true,
  lateEntry: true,
  proctors: [UserId.make(20)],
  rules: defaultRules,
  jitterMs: millis(0),
  learners: null,
  ...more
})

/** A quiz without a limit, open to review, and an exam of 30 minutes that isn't. */
export const someFacts = (sitting: SittingFact = aSitting()): MemoryFacts => {
  const facts = new MemoryFacts()
  const moduleId = ModuleId.make(3)
  const common = { passMark: "50", maxAttempts: 3, counted: "best" }
  const quizSettings = settings({ type: "quiz", title: "Quiz", timeLimit: null, review: true, ...common })
  const examSettings = settings({ type: "exam", title: "Exam", timeLimit: 30 * minute, review: false, ...common })
  facts.assessments.set(quiz, { assessmentId: quiz, courseId, moduleId, settings: quizSettings })
  facts.assessments.set(timedExam, { assessmentId: timedExam, courseId, moduleId: null, settings: examSettings })
  facts.banks.set(quiz, aBank)
  facts.banks.set(timedExam, aBank)
  facts.sittings.set(sitting.sittingId, sitting)
  return facts
}

const decodeInternal = Schema.decodeUnknownSync(AttemptInternal)
export const create = (assessmentId: number, inSitting: number | null): Tagged =>
  decodeInternal({
    _tag: "Create",
    userId: taker.userId,
    assessmentId,
    sittingId: inSitting,
    number: 1,
    preview: false,
    seed: seedOf("paper"),
    at: noon,
    sourceSeq: 4
  })

export const save = (question: string, response: unknown): Tagged => decodeInternal({ _tag: "SaveAnswer", question, response })
export const internal = (command: unknown): Tagged => decodeInternal(command)

/** Does the job as a worker would: through JSON both ways. */
export const gradeJob = (facts: MemoryFacts, job: unknown): Tagged => {
  const decoded = Schema.decodeUnknownSync(GradeJob)(JSON.parse(JSON.stringify(job)))
  const stored = facts.papers.get(decoded.paperHash)
  if (stored === undefined) throw new Error("the job names a paper that was never stored")
  const result = grade(JSON.parse(JSON.stringify(gradeInput(decoded, stored.paper, stored.key))))
  return gradedCommand(decoded, result)
}

export const at = (ms: number): Instant => instant(noon + ms)
