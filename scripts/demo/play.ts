/** The demo's play: one learner from enrolment to grade, watched by a proctor and an instructor, all pushed live. */
import { setTimeout as pause } from "node:timers/promises"
import { StoaClient, StoaError, type Watched, type FeedSeen } from "../../client/index.ts"
import type { Response as Answer } from "../../protocol/assessment.ts"
import type { WallRow } from "../../protocol/attempt.ts"
import type { AssessmentId, AttemptId, CourseId, SittingId } from "../../protocol/ids.ts"
import type { ModuleSummary } from "../../protocol/rest/courses.ts"
import { millis, type Instant } from "../../protocol/time.ts"
import type { AnswerSheet } from "./answer-sheet.ts"
import { bar, clockFace, type Terminal, type Voice } from "./terminal.ts"
import { playVideo } from "./video.ts"

export interface Login {
  readonly email: string
  readonly password: string
}

export interface Cast {
  readonly learner: Login
  readonly proctor: Login
  readonly instructor: Login
}

export interface Play {
  readonly url: string
  readonly cast: Cast
  readonly terminal: Terminal
  readonly quiz: AnswerSheet
  readonly exam: AnswerSheet
  readonly signal: AbortSignal
}

const courseTitle = "Foundations of security"
const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`

/** Everything that was opened, closed again in the end. */
class Clients {
  readonly #open: Array<StoaClient> = []

  async join({ url, terminal }: Play, voice: Voice, { email, password }: Login): Promise<StoaClient> {
    const client = new StoaClient({ url })
    this.#open.push(client)
    const account = await client.login(email, password)
    await client.connect()
    terminal.say(voice, `${account.firstName} logged in as ${account.role} (${email}) and is connected`)
    return client
  }

  close(): void {
    for (const client of this.#open) client.close()
  }
}

export const perform = async (play: Play): Promise<void> => {
  const clients = new Clients()
  try {
    const { terminal, cast, signal } = play
    terminal.act("1  Everybody comes in")
    const learner = await clients.join(play, "learner", cast.learner)
    const proctor = await clients.join(play, "proctor", cast.proctor)
    const instructor = await clients.join(play, "teacher", cast.instructor)

    terminal.act("2  Enrolment")
    const course = (await learner.rest.courses()).find(({ title }) => title === courseTitle)
    if (course === undefined) throw new Error(`the server has no course “${courseTitle}”; was the demo academy seeded?`)
    await instructor.board(course.id).until(() => true, signal)
    const stopBoard = showBoard(play, instructor, course.id, learner)
    await enrol(play, learner, course.id)
    const modules = await learner.rest.modules(course.id)
    terminal.say("learner", `the course has ${modules.length} modules`)

    terminal.act("3  Reading, on two devices")
    const phone = await clients.join(play, "phone", cast.learner)
    const texts = modules.filter(({ content_type }) => content_type === "text")
    await readOnTwoDevices(play, learner, phone, course.id, texts)

    terminal.act("4  The video lesson")
    const video = modules.find(({ content_type }) => content_type === "video")
    if (video !== undefined) await watchVideo(play, learner, course.id, video)

    terminal.act("5  The quiz")
    await takeQuiz(play, learner, assessmentOf(modules, "quiz"))

    terminal.act("6  The exam, watched by the proctor")
    await sitExam(play, learner, proctor, assessmentOf(modules, "exam"))

    terminal.act("7  What stays")
    const results = await learner.rest.results(assessmentOf(modules, "exam"))
    terminal.say(
      "learner",
      `results over REST: ${results.map(({ attempt_number, score }) => `attempt ${attempt_number}: ${score ?? "–"} %`).join(", ")}`
    )
    const { view } = await learner.learner().view.until(() => true, signal)
    const enrolment = view.courses[String(course.id)]
    terminal.say(
      "learner",
      `${enrolment?.percent ?? "0"} % of the course, ${seconds(enrolment?.timeMs ?? 0)} of verified time, streak ${view.streak.current} day(s)`
    )
    await pause(300, undefined, { signal })
    stopBoard()
  } finally {
    clients.close()
  }
}

const assessmentOf = (modules: ReadonlyArray<ModuleSummary>, type: "quiz" | "exam"): AssessmentId => {
  const id = modules.find(({ content_type }) => content_type === type)?.assessment_id
  if (id === undefined || id === null) throw new Error(`the course has no ${type}`)
  return id
}

const enrol = async ({ terminal, signal }: Play, learner: StoaClient, course: CourseId): Promise<void> => {
  try {
    await learner.course(course).enrol()
    terminal.say("learner", `enrolled in “${courseTitle}”`)
  } catch (error) {
    if (!(error instanceof StoaError) || error.code !== "already_enrolled") throw error
    terminal.say("learner", `was enrolled already in “${courseTitle}”`)
  }
  await learner.learner().view.until(({ view }) => String(course) in view.courses, signal)
}

const showBoard = ({ terminal }: Play, instructor: StoaClient, course: CourseId, learner: StoaClient): (() => void) => {
  let last = ""
  return instructor.board(course).watch((board) => {
    const row = board._tag === "Shown" ? board.rows.get(String(learner.account?.id)) : undefined
    if (row === undefined) return
    const line = `learner ${row.learnerId}  ${bar(row.completed, row.total)} ${row.percent} %, ${row.completed} of ${row.total} modules`
    if (line !== last) terminal.say("board", line)
    last = line
  })
}

const readOnTwoDevices = async (
  { terminal, signal }: Play,
  learner: StoaClient,
  phone: StoaClient,
  course: CourseId,
  texts: ReadonlyArray<ModuleSummary>
): Promise<void> => {
  const [first, ...others] = texts
  if (first === undefined) return
  const desk = learner.learner()
  await desk.openModule(course, first.id)
  const { content } = await learner.rest.module(course, first.id)
  terminal.say("learner", `reads “${first.title}” (${content?.length ?? 0} characters)`)
  await pause(1_500, undefined, { signal })
  const credited = await desk.study(course, first.id, { positionMs: millis(42_000), interactions: 3 })
  terminal.say("learner", `position saved; ${seconds(credited.creditedMs)} verified by the server's clock`)
  const resumed = await phone.learner().openModule(course, first.id)
  terminal.say("phone", `opens the same module and resumes where the desk left off: ${seconds(resumed.positionMs ?? 0)}`)
  await pause(700, undefined, { signal })
  await phone.learner().completeModule(course, first.id)
  terminal.say("phone", `has read “${first.title}”`)
  await desk.view.until(({ view }) => view.courses[String(course)]?.modules[String(first.id)]?.completedAt !== undefined, signal)
  terminal.say("learner", "sees it completed at the desk too, without asking")
  for (const module of others.slice(0, 4)) {
    await desk.openModule(course, module.id)
    await pause(350, undefined, { signal })
    await desk.study(course, module.id, { interactions: 1 })
    await desk.completeModule(course, module.id)
    terminal.say("learner", `has read “${module.title}”`)
  }
}

const watchVideo = async (
  { terminal, url, signal }: Play,
  learner: StoaClient,
  course: CourseId,
  module: ModuleSummary
): Promise<void> => {
  const { content_url } = await learner.rest.module(course, module.id)
  if (content_url === null) throw new Error("the video lesson has no address")
  await learner.learner().openModule(course, module.id)
  const began = performance.now()
  const played = await playVideo(new URL(content_url, url), signal)
  terminal.say(
    "learner",
    `“${module.title}”: playlist and ${played.segments} segments loaded, ${(played.bytes / 1e6).toFixed(1)} MB, ${clockFace(played.lengthMs)} long`
  )
  await pause(4_000, undefined, { signal })
  const claimed = Math.min(played.lengthMs, 60_000)
  const { watchedMs } = await learner.learner().closeModule(course, module.id, {
    positionMs: millis(claimed),
    watched: [{ fromMs: millis(0), toMs: millis(claimed) }]
  })
  terminal.say(
    "learner",
    `claims ${seconds(claimed)} watched after ${seconds(performance.now() - began)}; believed: ${seconds(watchedMs)}`
  )
}

/** Answers every question of a begun attempt. */
const answerAll = async (
  { signal }: Play,
  learner: StoaClient,
  id: AttemptId,
  answers: AnswerSheet,
  everyMs: number,
  answered?: (saved: number, of: number) => void
): Promise<void> => {
  const attempt = learner.attempt(id)
  const { questions } = await attempt.paper()
  let saved = 0
  for (const question of questions) {
    attempt.showing(question.id)
    await pause(everyMs, undefined, { signal })
    const answer: Answer = answers(question.id)
    const { counted } = await attempt.answer(question.id, answer)
    if (!counted) throw new Error(`the answer to ${question.id} came too late`)
    answered?.(++saved, questions.length)
  }
}

const graded = async ({ terminal, signal }: Play, learner: StoaClient, id: AttemptId): Promise<void> => {
  const { view } = await learner.attempt(id).view.until(({ view: seen }) => seen.state === "graded", signal)
  const grade = "grade" in view ? view.grade : undefined
  if (grade === undefined) throw new Error("graded, and no grade to see")
  terminal.say(
    "learner",
    `grade: ${grade.score} % (${grade.awarded} of ${grade.outOf} marks): ${grade.passed ? "passed" : "not passed"}`
  )
}

const takeQuiz = async (play: Play, learner: StoaClient, assessment: AssessmentId): Promise<void> => {
  const { attemptId } = await learner.learner().startAttempt(assessment)
  const attempt = learner.attempt(attemptId)
  await attempt.view.until(({ view }) => view.state === "created" || view.state === "in_progress", play.signal)
  await attempt.begin()
  await answerAll(play, learner, attemptId, play.quiz, 60)
  await attempt.submit()
  attempt.leave()
  play.terminal.say("learner", "every answer was stored before it was acknowledged; handed in")
  await graded(play, learner, attemptId)
  await counted(play, learner, assessment)
}

/** The grade has reached the learner's own record: the module is completed with it. */
const counted = async ({ terminal, signal }: Play, learner: StoaClient, assessment: AssessmentId): Promise<void> => {
  const { view } = await learner
    .learner()
    .view.until(({ view: seen }) => seen.assessments[String(assessment)]?.counted !== undefined, signal)
  const standing = view.assessments[String(assessment)]
  const course = standing === undefined ? undefined : view.courses[String(standing.courseId)]
  terminal.say(
    "learner",
    `counted: ${standing?.counted?.percent ?? "0"} %; ${course?.completed ?? 0} of ${course?.total ?? 0} modules completed`
  )
}

/** A sitting the proctor still has to open, or else one that is open. */
const sittingFor = async ({ signal }: Play, learner: StoaClient, proctor: StoaClient, assessment: AssessmentId) => {
  const { sittings } = await learner.rest.assessment(assessment)
  const looks = sittings.map(async ({ id }) => ({ id, view: (await proctor.exam(id).view.until(() => true, signal)).view }))
  const usable = (await Promise.all(looks)).filter(({ view }) => view.phase !== "closed")
  const sitting = usable.find(({ view }) => view.phase === "scheduled") ?? usable[0]
  if (sitting === undefined) throw new Error("there is no sitting of the exam that could be sat")
  return sitting
}

const sitExam = async (play: Play, learner: StoaClient, proctor: StoaClient, assessment: AssessmentId): Promise<void> => {
  const { terminal, signal } = play
  const sitting = await sittingFor(play, learner, proctor, assessment)
  terminal.say("proctor", `watches the wall of “${sitting.view.title}” (${sitting.view.phase})`)
  await proctor.wall(sitting.id).until(() => true, signal)
  const { attemptId } = await learner.learner().startAttempt(assessment, sitting.id)
  const stopWall = showWall(play, proctor, sitting.id, attemptId)
  const attempt = learner.attempt(attemptId)
  attempt.showing()
  await attempt.view.until(({ view }) => view.state === "waiting", signal)
  const found = await attempt.check({ browser: "Node", clock: Date.now, fullScreen: true, displays: 1, online: true })
  await attempt.reportCheck(found)
  terminal.say("learner", `checked: ${found.roundTripMs} ms to the server and back, clock off by ${found.clockOffsetMs} ms`)
  if (sitting.view.phase === "scheduled") {
    terminal.say("learner", "waits in the waiting room")
    await pause(1_500, undefined, { signal })
    await proctor.exam(sitting.id).open()
    terminal.say("proctor", "opens the room")
  }
  await attempt.view.until(({ view }) => "canBegin" in view && view.canBegin, signal)
  const { deadline } = await attempt.begin({ consented: true })
  const left = deadline === null ? undefined : learner.clock.timeLeft(deadline)
  terminal.say("learner", `begins; ${left === undefined ? "no deadline" : `${clockFace(left)} left, held by the server`}`)
  await answerAll(play, learner, attemptId, play.exam, 220)
  await attempt.submit()
  attempt.leave()
  terminal.say("learner", "handed in")
  await graded(play, learner, attemptId)
  await counted(play, learner, assessment)
  await pause(400, undefined, { signal })
  stopWall()
}

/** A line each second and at each change of state, as one glance at the wall. */
const showWall = ({ terminal }: Play, proctor: StoaClient, sitting: SittingId, attempt: AttemptId): (() => void) => {
  const key = String(attempt)
  let seen: Watched<FeedSeen<WallRow>> = { _tag: "Loading" }
  let lastState = ""
  let lastLine = ""
  const look = () => {
    const row = seen._tag === "Shown" ? seen.rows.get(key) : undefined
    if (seen._tag !== "Shown" || row === undefined) return
    const there = seen.presence.get(key)
    const line = [
      `learner ${row.learnerId}`,
      (there?.connection ?? "never").padEnd(7),
      row.state.padEnd(11),
      `${bar(row.answered, row.total)} ${row.answered}/${row.total} saved`,
      timeLeft(proctor, row.state === "in_progress" ? row.deadline : null),
      there?.question === undefined ? "" : `at ${there.question}`
    ].join("  ")
    if (line.trimEnd() !== lastLine) terminal.say("wall", line.trimEnd())
    lastLine = line.trimEnd()
  }
  const stop = proctor.wall(sitting).watch((watched) => {
    seen = watched
    const state = watched._tag === "Shown" ? (watched.rows.get(key)?.state ?? "") : ""
    if (state !== lastState) look()
    lastState = state
  })
  const everySecond = setInterval(look, 1_000)
  return () => {
    clearInterval(everySecond)
    stop()
  }
}

const timeLeft = (client: StoaClient, deadline: Instant | null): string => {
  const left = deadline === null ? undefined : client.clock.timeLeft(deadline)
  return left === undefined ? "     " : `${clockFace(left)} left`
}
