/** Who is in the hall, what they sit, and where. */
import { Schema } from "effect"
import type { SittingFact } from "../../actors/facts.ts"
import { AssessmentSettings } from "../../protocol/assessment.ts"
import { defaultRules } from "../../protocol/exam.ts"
import { actorRef, AssessmentId, CourseId, ModuleId, SittingId, UserId, VersionId } from "../../protocol/ids.ts"
import { type Instant, millis } from "../../protocol/time.ts"
import { aBank } from "../property/assessment-samples.ts"
import { person } from "../property/exam-room.ts"
import { MemoryFacts } from "../property/memory-facts.ts"
import type { Hand } from "./hall.ts"

export const courseId = CourseId.make(5)
const moduleId = ModuleId.make(3)
export const assessmentId = AssessmentId.make(12)
export const sittingId = SittingId.make(9)
export const limitMs = 60_000

export const courseRef = actorRef("course", courseId)
export const examRef = actorRef("exam", sittingId)

/** Each learner has a laptop and a telephone. */
export const learners = [101, 102, 103]
export const handsOf = (learner: number): readonly [Hand, Hand] => [
  { person: person(learner, "student"), device: "device:laptop" },
  { person: person(learner, "student"), device: "device:phone" }
]
const proctor = (userId: number): Hand => ({
  person: person(userId, "proctor", { sittings: [sittingId] }),
  device: "device:desk"
})
/** Two watch; two others are there for appeals, which want other eyes. */
export const proctors: readonly [Hand, Hand, Hand, Hand] = [proctor(20), proctor(22), proctor(23), proctor(24)]
export const instructor: Hand = { person: person(30, "instructor", { courses: [courseId] }), device: "device:office" }

const settings = Schema.decodeUnknownSync(AssessmentSettings)

/** One exam of a minute in a room that opens by its schedule. `closesAt` cuts. */
export const hallFacts = (opensAt: Instant, closesAt: Instant | null): MemoryFacts => {
  const facts = new MemoryFacts()
  facts.courses.set(courseId, {
    courseId,
    versionId: VersionId.make(50),
    title: "Defence in depth",
    status: "published",
    capacity: null,
    priced: false,
    mode: "open",
    waitList: false,
    modules: [
      {
        id: moduleId,
        title: "The exam",
        order: 1,
        mandatory: true,
        contentType: "exam",
        assessmentId,
        duration: null
      }
    ]
  })
  facts.assessments.set(assessmentId, {
    assessmentId,
    courseId,
    moduleId,
    settings: settings({
      type: "exam",
      title: "Exam",
      passMark: "0",
      timeLimit: limitMs,
      maxAttempts: 1,
      review: false,
      counted: "best",
      spacing: null,
      prerequisites: [],
      consent: null
    })
  })
  facts.banks.set(assessmentId, aBank)
  const sitting: SittingFact = {
    sittingId,
    assessmentId,
    courseId,
    title: "Room 1",
    opensAt,
    closesAt,
    closeCuts: true,
    lateEntry: true,
    proctors: [UserId.make(20), UserId.make(22)],
    rules: defaultRules,
    jitterMs: millis(0),
    learners: null
  }
  facts.sittings.set(sittingId, sitting)
  return facts
}
