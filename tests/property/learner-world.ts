/** A small catalogue and the people in it, for the properties of learners and courses. */
import { Effect, Schema } from "effect"
import type { AssessmentFact, CourseFact, Facts, ModuleFact, RequiredCourse, SittingFact } from "../../actors/facts.ts"
import { AssessmentSettings } from "../../protocol/assessment.ts"
import { InvitationId } from "../../protocol/course.ts"
import { refuse } from "../../protocol/errors.ts"
import { defaultRules } from "../../protocol/exam.ts"
import { AssessmentId, AttemptId, CourseId, ModuleId, SittingId, UserId, VersionId } from "../../protocol/ids.ts"
import { type Person, type Principal, type Role, seededPermissions } from "../../protocol/principal.ts"
import { instant, millis } from "../../protocol/time.ts"

export const start = Date.parse("2026-03-02T08:00:00Z")
export const seed = "5f".repeat(32)

export const person = (userId: number, role: Role = "student", courses: ReadonlyArray<number> = []): Person => ({
  _tag: "Person",
  userId: UserId.make(userId),
  role,
  permissions: seededPermissions[role],
  session: "test",
  courses: courses.map((id) => CourseId.make(id)),
  sittings: []
})
export const fromCourse: Principal = { _tag: "Engine", purpose: "seed" }

const module = (
  id: number,
  contentType: ModuleFact["contentType"],
  more: { readonly mandatory?: boolean; readonly duration?: number; readonly assessment?: number } = {}
): ModuleFact => ({
  id: ModuleId.make(id),
  title: `Module ${id}`,
  order: id,
  mandatory: more.mandatory ?? true,
  contentType,
  assessmentId: more.assessment === undefined ? null : AssessmentId.make(more.assessment),
  duration: more.duration === undefined ? null : millis(more.duration)
})

export const modulesOf: Readonly<Record<number, ReadonlyArray<ModuleFact>>> = {
  1: [
    module(101, "text"),
    module(102, "video", { duration: 60_000 }),
    module(103, "quiz", { assessment: 1001 }),
    module(104, "document", { mandatory: false })
  ],
  2: [
    module(201, "video", { mandatory: false, duration: 45_000 }),
    module(202, "exam", { mandatory: false, assessment: 2001 }),
    module(203, "video", { mandatory: false })
  ],
  4: [module(401, "text"), module(402, "quiz", { mandatory: false, assessment: 4002 })],
  5: [module(501, "text"), module(502, "quiz", { assessment: 5002 }), module(503, "quiz", { assessment: 5003 })],
  6: [module(601, "quiz", { assessment: 6001 })]
}

/** The second version of course 5: one assessment more to read about, one less to pass. */
export const secondVersion: Partial<CourseFact> = {
  versionId: VersionId.make(51),
  modules: [module(511, "text"), module(512, "quiz", { assessment: 5002 })]
}

export const courseFact = (id: number, more: Partial<CourseFact> = {}): CourseFact => ({
  courseId: CourseId.make(id),
  versionId: VersionId.make(id * 10),
  title: `Course ${id}`,
  status: "published",
  capacity: null,
  priced: false,
  mode: "open",
  waitList: false,
  modules: modulesOf[id] ?? [],
  ...more
})

const settings = Schema.decodeUnknownSync(AssessmentSettings)
const assessment = (
  id: number,
  courseId: number,
  moduleId: number | null,
  more: Readonly<Record<string, unknown>>
): AssessmentFact => ({
  assessmentId: AssessmentId.make(id),
  courseId: CourseId.make(courseId),
  moduleId: moduleId === null ? null : ModuleId.make(moduleId),
  settings: settings({
    type: "quiz",
    title: `Assessment ${id}`,
    passMark: "70",
    timeLimit: null,
    maxAttempts: null,
    review: true,
    counted: "best",
    ...more
  })
})

export const assessments: ReadonlyArray<AssessmentFact> = [
  assessment(1001, 1, 103, { maxAttempts: 3, counted: "average" }),
  assessment(1002, 1, null, { type: "practice", counted: "last" }),
  assessment(1003, 1, null, { type: "exam", timeLimit: 600_000, counted: "first" }),
  // Belongs to a module that no learner's version has.
  assessment(1999, 1, 199, {}),
  assessment(2001, 2, 202, { type: "exam", timeLimit: 1_800_000, maxAttempts: 2 }),
  assessment(3001, 3, null, {}),
  assessment(4002, 4, 402, { counted: "last", maxAttempts: 1 }),
  assessment(5002, 5, 502, {}),
  assessment(5003, 5, 503, {}),
  assessment(6001, 6, 601, { counted: "average" })
]

const sittings: ReadonlyArray<SittingFact> = [501, 502].map((id) => ({
  sittingId: SittingId.make(id),
  assessmentId: AssessmentId.make(2001),
  courseId: CourseId.make(2),
  title: `Sitting ${id}`,
  opensAt: instant(start),
  // The second closed long ago.
  closesAt: id === 501 ? null : instant(start - 1),
  closeCuts: true,
  lateEntry: true,
  proctors: [],
  rules: defaultRules,
  jitterMs: millis(0),
  learners: null
}))

const found = <A>(value: A | undefined) => (value === undefined ? Effect.fail(refuse("not_found")) : Effect.succeed(value))
const unasked = Effect.die(new Error("learners and courses don't ask for this"))

/** `zone` and `course` are asked at the moment of the command, so that a test can change them under way. */
export const facts = (
  zone: () => string,
  course: (id: number) => CourseFact | undefined = courseFact,
  versions: (id: number) => CourseFact | undefined = () => undefined,
  missing: (person: number) => ReadonlyArray<RequiredCourse> = () => [],
  invitation: (token: string) => number | undefined = () => undefined
): Facts["Service"] => {
  let attempts = 0
  return {
    course: (id) => Effect.suspend(() => found(course(id))),
    courseVersion: (id) => Effect.suspend(() => found(versions(id))),
    granted: (_course, person) => Effect.succeed(person === 14),
    missingCourses: (_course, person) => Effect.sync(() => missing(person)),
    invitation: (_course, token) =>
      Effect.suspend(() => {
        const id = invitation(token)
        return id === undefined ? Effect.fail(refuse("invitation_unknown")) : Effect.succeed(InvitationId.make(id))
      }),
    assessment: (id) => found(assessments.find((each) => each.assessmentId === id)),
    bank: () => unasked,
    sitting: (id) => found(sittings.find((each) => each.sittingId === id)),
    sittingPassword: () => unasked,
    sittingOf: () => unasked,
    termsOf: () => Effect.succeed({ personal: null, groups: [] }),
    notEnrolled: () => unasked,
    timeZone: () => Effect.sync(zone),
    newAttemptId: Effect.sync(() => AttemptId.make(9_000 + ++attempts)),
    newSeed: Effect.succeed(seed),
    storePaper: () => unasked,
    paper: () => unasked,
    answerKey: () => unasked
  }
}
