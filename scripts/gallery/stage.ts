/**
 * A school in the middle of a day, for pictures of the pages and for what examines them: learners at every point of their way, an
 * exam under way, cases to be decided. Everything is done through the SDK as people would do it, so that what is seen is real.
 */
import { type Attempt, StoaClient } from "../../client/index.ts"
import type { Response } from "../../protocol/assessment.ts"
import type { AttemptTakerView } from "../../protocol/attempt.ts"
import type { AssessmentId, AttemptId, CourseId, ModuleId, SittingId } from "../../protocol/ids.ts"
import type { ModuleSummary } from "../../protocol/rest/courses.ts"
import { minutes } from "../../protocol/time.ts"

export interface Login {
  readonly email: string
  readonly password: string
}

/** Who is who: by what they are doing, and the academy's own people by role. */
export const learners = {
  newcomer: ["Nour", "Haddad"],
  studying: ["Amara", "Osei"],
  before: ["Tomás", "Rivera"],
  waiting: ["Linnea", "Berg"],
  sitting: ["Kenji", "Watanabe"],
  paused: ["Priya", "Nair"],
  locked: ["Luca", "Moretti"],
  graded: ["Zofia", "Kowalska"],
  reviewed: ["Daniel", "Mbeki"],
  rejected: ["Yara", "Silva"]
} as const
export type LearnerName = keyof typeof learners
export const staff = ["instructor", "proctor", "admin"] as const
export type StaffName = (typeof staff)[number]
const isStaff = (name: string): name is StaffName => staff.some((one) => one === name)

export interface Stage {
  readonly url: string
  readonly person: (name: LearnerName | StaffName) => Login
  readonly course: CourseId
  readonly modules: Readonly<Record<"text" | "video", ModuleId>>
  readonly assessments: Readonly<Record<"quiz" | "exam", AssessmentId>>
  readonly rooms: Readonly<Record<"open" | "hall", SittingId>>
  readonly attempts: Readonly<
    Record<"quiz" | "before" | "waiting" | "sitting" | "paused" | "locked" | "graded" | "reviewed" | "rejected", AttemptId>
  >
  /** Those who are connected while the pictures are taken. */
  readonly close: () => void
}

const title = "Foundations of security"
const password = "quiet lanterns over water"

const loginOf = (name: LearnerName): Login => ({ email: `${name}@pupils.example`, password })

/** A module of the course that has to be there. */
const moduleOf = (modules: ReadonlyArray<ModuleSummary>, type: ModuleSummary["content_type"]): ModuleSummary => {
  const found = modules.find(({ content_type }) => content_type === type)
  if (found === undefined) throw new Error(`“${title}” has no ${type}`)
  return found
}

const seen = async (attempt: Attempt, fits: (view: AttemptTakerView) => boolean): Promise<void> => {
  await attempt.view.until((now) => now.audience === "taker" && fits(now.view))
}

/** Something for each kind of question: what is right is of no importance here. */
const someAnswer = async (attempt: Attempt, count: number): Promise<void> => {
  const { questions } = await attempt.paper()
  for (const question of questions.slice(0, count)) {
    attempt.showing(question.id)
    await attempt.answer(question.id, answerTo(question))
  }
}

type Question = Awaited<ReturnType<Attempt["paper"]>>["questions"][number]
const answerTo = (question: Question): Response => {
  switch (question.kind) {
    case "single":
      return { kind: "single", option: first(question.options).id }
    case "multiple":
      return { kind: "multiple", options: question.options.slice(0, 2).map(({ id }) => id) }
    case "true_false":
      return { kind: "true_false", value: true }
    case "numeric":
      return { kind: "numeric", text: "256" }
    case "text":
      return { kind: "text", text: "spear phishing" }
  }
}
const first = <One>([one]: ReadonlyArray<One>): One => {
  if (one === undefined) throw new Error("nothing to choose from")
  return one
}

/** Takes some seconds. `account`: of the academy's people, by role. */
export const setStage = async (url: string, account: (role: StaffName) => Login): Promise<Stage> => {
  const clients: Array<StoaClient> = []
  const arrive = async ({ email, password }: Login): Promise<StoaClient> => {
    const client = new StoaClient({ url, shownWhenWatched: true })
    clients.push(client)
    await client.login(email, password)
    await client.connect()
    return client
  }
  const names = Object.keys(learners).filter((name): name is LearnerName => Object.hasOwn(learners, name))
  for (const name of names) {
    const [first_name, last_name] = learners[name]
    await new StoaClient({ url }).register({ ...loginOf(name), first_name, last_name, time_zone: "Europe/Madrid" })
  }
  const person = (name: LearnerName | StaffName): Login => (isStaff(name) ? account(name) : loginOf(name))

  const arrived = new Map<string, Promise<StoaClient>>()
  const here = (name: LearnerName | StaffName): Promise<StoaClient> => {
    const coming = arrived.get(name) ?? arrive(person(name))
    arrived.set(name, coming)
    return coming
  }
  const newcomer = await here("newcomer")
  const course = (await newcomer.rest.courses()).find((one) => one.title === title)
  if (course === undefined) throw new Error(`there is no course “${title}”`)
  const modules = await newcomer.rest.modules(course.id)
  const text = moduleOf(modules, "text")
  const video = moduleOf(modules, "video")
  const quizModule = moduleOf(modules, "quiz")
  const examModule = moduleOf(modules, "exam")
  const [quiz, exam] = [quizModule.assessment_id, examModule.assessment_id]
  if (quiz === null || exam === null) throw new Error(`“${title}” has modules without their papers`)
  for (const name of names.filter((one) => one !== "newcomer")) await (await here(name)).course(course.id).enrol()

  const studying = await here("studying")
  const { sittings } = await studying.rest.assessment(exam)
  const roomOf = (name: string): SittingId => {
    const found = sittings.find((room) => room.title === name)
    if (found === undefined) throw new Error(`there is no sitting “${name}”`)
    return found.id
  }
  const rooms = { open: roomOf("Open sitting"), hall: roomOf("Sitting opened by the proctor") }

  // At the books.
  for (const module of modules.filter(({ content_type }) => content_type === "text").slice(0, 3)) {
    await studying.learner().openModule(course.id, module.id)
    await studying.learner().completeModule(course.id, module.id)
  }
  const { attemptId: quizAttempt } = await studying.learner().startAttempt(quiz)
  const half = studying.attempt(quizAttempt)
  await half.begin()
  await someAnswer(half, 4)
  await half.submit()
  await seen(half, ({ state }) => state === "graded")
  await (await here("instructor")).course(course.id).announce("The open sitting is open all week. Bring nothing but yourself.")

  // In the rooms.
  const enter = async (name: LearnerName, room: SittingId): Promise<Attempt> => {
    const client = await here(name)
    const { attemptId } = await client.learner().startAttempt(exam, room)
    return client.attempt(attemptId)
  }
  const begin = async (name: LearnerName, answers: number): Promise<Attempt> => {
    const attempt = await enter(name, rooms.open)
    await seen(attempt, ({ canBegin }) => canBegin)
    await attempt.begin({ consented: true })
    await someAnswer(attempt, answers)
    return attempt
  }
  const handIn = async (name: LearnerName, answers: number): Promise<Attempt> => {
    const attempt = await begin(name, answers)
    await attempt.submit()
    await seen(attempt, ({ state }) => state === "graded" || state === "under_review")
    return attempt
  }
  const before = await enter("before", rooms.hall)
  const waiting = await enter("waiting", rooms.hall)
  const sitting = await begin("sitting", 7)
  const paused = await begin("paused", 5)
  const locked = await begin("locked", 2)
  const graded = await handIn("graded", 18)
  const reviewed = await handIn("reviewed", 12)
  const rejected = await handIn("rejected", 15)
  await waiting.reportCheck(
    await waiting.check({ browser: "Firefox 144", clock: Date.now, fullScreen: true, displays: 1, online: true })
  )

  // At the proctors' desk.
  const proctor = await here("proctor")
  const second = await here("admin")
  const watched = (attempt: Attempt) => proctor.proctoredAttempt(attempt.id)
  await proctor.exam(rooms.open).beginShift()
  await sitting.say("Is a password manager meant in question 3?")
  await watched(sitting).say("Any of the tools from the course is meant.")
  await watched(sitting).extend(minutes(10), "The fire alarm was tested during the exam.")
  await watched(paused).pause("Identity card is being checked.")
  await watched(locked).lock("Somebody else is in the picture.")
  await watched(reviewed).flag("Looked to the left for most of the last ten minutes.")
  await watched(reviewed).requestReview("Flagged during the exam.")
  await watched(rejected).requestReview("Two people at one desk.")
  await watched(rejected).proposeVerdict("rejected", "The recording shows a second person answering.")
  await second.proctoredAttempt(rejected.id).confirmVerdict("rejected", "Seen the same on the recording.")

  return {
    url,
    person,
    course: course.id,
    modules: { text: text.id, video: video.id },
    assessments: { quiz, exam },
    rooms,
    attempts: {
      quiz: quizAttempt,
      before: before.id,
      waiting: waiting.id,
      sitting: sitting.id,
      paused: paused.id,
      locked: locked.id,
      graded: graded.id,
      reviewed: reviewed.id,
      rejected: rejected.id
    },
    close: () => {
      for (const client of clients) client.close()
    }
  }
}
