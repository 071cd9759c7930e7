/** What may happen to an attempt, drawn at random: in any order, from anybody, early, late and twice. */
import fc from "fast-check"
import type { Tagged } from "../../actors/actor.ts"
import type { AttemptActorState } from "../../actors/attempt/contract.ts"
import { defaultRules } from "../../protocol/exam.ts"
import { instant } from "../../protocol/time.ts"
import type { ActorHarness, Step } from "./actor-harness.ts"
import {
  admin,
  create,
  engine,
  fromActor,
  gradeJob,
  instructor,
  internal,
  minute,
  noon,
  person,
  proctor,
  quiz,
  save,
  sittingId,
  type someFacts,
  stranger,
  taker,
  timedExam
} from "./exam-room.ts"
import { ordered } from "./attempt-world.ts"

export type Happening = (harness: ActorHarness, facts: ReturnType<typeof someFacts>) => Step
/** What belongs together. */
type Scene = ReadonlyArray<Happening>

const day = 24 * 60 * minute
/** Mostly moments, now and then a jump over a deadline. */
const gap = fc.oneof(
  { weight: 6, arbitrary: fc.nat(4_000) },
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 12 }).map((n) => n * minute) },
  { weight: 1, arbitrary: fc.constantFrom(30 * minute, 30 * minute + 1, 2_000, 60 * minute) }
)
const queuedFor = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: fc.nat(3_000) })
const device = fc.oneof(
  { weight: 12, arbitrary: fc.constant("u7:device:1") },
  { weight: 2, arbitrary: fc.constantFrom("u7:device:2", "u7:rest:1", "u7:rest:2") }
)
const address = fc.oneof({ weight: 6, arbitrary: fc.constant("10.0.0.1") }, { weight: 1, arbitrary: fc.constant("192.0.2.1") })
const takers = address.map((from) => ({ ...taker, address: from }))
const byTaker = fc.oneof({ weight: 30, arbitrary: takers }, { weight: 1, arbitrary: fc.constantFrom(stranger, proctor) })
const colleague = person(22, "proctor", { sittings: [sittingId] })
const byStaff = fc.oneof(
  { weight: 30, arbitrary: fc.constantFrom(proctor, colleague, instructor, admin) },
  { weight: 1, arbitrary: fc.constantFrom(stranger, taker) }
)

const by = (who: fc.Arbitrary<Step["principal"]>, command: fc.Arbitrary<Tagged>): fc.Arbitrary<Happening> =>
  fc
    .record({ after: gap, command, principal: who, sender: device, queuedFor, claims: fc.boolean(), ahead: fc.boolean() })
    .map(({ claims, ahead, sender, ...step }) => ({ now }) => ({
      ...step,
      ...(step.principal._tag === "Person" && step.principal.userId === taker.userId ? { sender } : {}),
      claimedAt: claims ? instant(now - 1_000) : undefined,
      aheadOfAlarms: ahead && step.after < minute
    }))

const sent = (...commands: ReadonlyArray<object>): fc.Arbitrary<Tagged> => fc.constantFrom(...commands.map(internal))

const answer = fc.oneof(
  fc.constantFrom("a", "b", "c", "d", "z").map((option) => save("s1", { kind: "single", option })),
  fc
    .array(fc.constantFrom("a", "b", "c", "d", "e", "z"), { maxLength: 6 })
    .map((options) => save("m1", { kind: "multiple", options })),
  fc.boolean().map((value) => save("t1", { kind: "true_false", value })),
  fc.constantFrom("7", "6.3", "1,234", "none").map((text) => save("n1", { kind: "numeric", text })),
  fc.constantFrom("TLS", "ssl", "").map((text) => save("x1", { kind: "text", text })),
  fc.constantFrom("s1", "t1", "zz").map((question) => save(question, null)),
  fc.constant(save("zz", { kind: "text", text: "?" }))
)

const reason = "so decided"
const grant = fc.constantFrom(1_000, 90_001, 10 * minute)
const roomActions = fc.oneof(
  sent(
    { _tag: "Pause", reason },
    { _tag: "Pause", reason },
    { _tag: "Resume" },
    { _tag: "Resume", reason },
    { _tag: "Resume" },
    { _tag: "Lock", reason },
    { _tag: "Clear" },
    { _tag: "Clear", returnTime: false },
    { _tag: "Clear", returnTime: false, reason },
    { _tag: "Message", text: "Ten minutes left" },
    { _tag: "Warn", text: "Eyes on your own screen" }
  ),
  grant.map((ms) => internal({ _tag: "Extend", ms, reason }))
)
const staffed = fc.oneof(
  { weight: 6, arbitrary: roomActions },
  { weight: 1, arbitrary: sent({ _tag: "Terminate", reason }) },
  {
    weight: 2,
    arbitrary: sent(
      { _tag: "Say", text: "Yes?" },
      { _tag: "Flag", note: "looked away" },
      { _tag: "Unflag", flag: 1, reason },
      { _tag: "Unflag", flag: 9, reason }
    )
  }
)
const decided = fc.oneof(
  { weight: 2, arbitrary: grant.map((ms) => internal({ _tag: "Reopen", ms, reason })) },
  { weight: 2, arbitrary: grant.map((ms) => internal({ _tag: "Extend", ms, reason })) },
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.constantFrom("s1", "s1", "t1"), fc.boolean())
      .map(([question, accept]) => internal({ _tag: "DecideLate", question, accept, reason }))
  },
  { weight: 1, arbitrary: sent({ _tag: "Void", reason }) },
  {
    weight: 8,
    arbitrary: sent(
      { _tag: "RequestReview", reason },
      { _tag: "ProposeVerdict", verdict: "rejected", reason },
      { _tag: "ProposeVerdict", verdict: "verified", reason },
      { _tag: "ConfirmVerdict", verdict: "rejected" },
      { _tag: "ConfirmVerdict", verdict: "verified", reason },
      { _tag: "ReturnVerdict", reason },
      { _tag: "Flag", note: "look again" }
    )
  }
)
const learners = sent(
  { _tag: "AcknowledgeTime", change: 1 },
  { _tag: "AcknowledgeTime", change: 2 },
  // It takes an exam that has begun, another device and the right epoch: often, or some run of a thousand never gets there.
  ...Array.from({ length: 5 }, () => ({ _tag: "TakeOver", epoch: 1 })),
  { _tag: "TakeOver", epoch: 2 },
  { _tag: "ConfirmMessage", message: 1 },
  { _tag: "Say", text: "My screen is dark" },
  { _tag: "RaiseHand", raised: true },
  { _tag: "RaiseHand", raised: false },
  { _tag: "Decline" },
  { _tag: "ReportSignals", from: noon, to: noon + 5_000, signals: [{ kind: "focus_lost", at: noon + 2_000 }] },
  { _tag: "Appeal", text: "It was not me" }
)
const check = internal({
  _tag: "ReportCheck",
  browser: "Firefox 140",
  roundTripMs: 40,
  clockOffsetMs: 3,
  fullScreen: true,
  displays: 1,
  online: true
})

/** One pause after the other, the last perhaps going on: as the exam tells them, also of those it told before. */
const openBefore = ({ state }: ActorHarness) => {
  const attempt = state as AttemptActorState
  return attempt._tag === "Attempt" ? (attempt.room?.pauses ?? []) : []
}
type Pauses = ReturnType<typeof openBefore>
const pausesAfter = (harness: ActorHarness, change: readonly [ago: number, goesOn: boolean] | null): Pauses => {
  const known = openBefore(harness)
  const last = known.at(-1)
  if (change === null) return known
  if (last !== undefined && last.until === null) {
    const until = instant(Math.max(last.from, harness.now - change[0]))
    return change[1] ? known : [...known.slice(0, -1), { ...last, until }]
  }
  const from = instant(Math.max(harness.now - change[0], last?.until ?? 0))
  return [...known.slice(-5), { from, until: null, by: proctor.userId, reason: "fire alarm" }]
}

const room: fc.Arbitrary<Happening> = fc
  .record({
    after: gap,
    phase: fc.constantFrom("scheduled", "open", "open", "open", "open", "closed"),
    ahead: fc.integer({ min: -1, max: 3 }),
    closesIn: fc.option(fc.integer({ min: -5, max: 60 }), { freq: 4 }),
    closeCuts: fc.boolean(),
    lateEntry: fc.boolean(),
    limit: fc.option(fc.option(fc.constantFrom(5 * minute, 45 * minute), { freq: 4 }), { nil: undefined, freq: 1 }),
    factor: fc.constantFrom("1", "1", "1.25", "2"),
    extra: fc.constantFrom(0, 0, 5 * minute),
    beginsIn: fc.option(fc.integer({ min: -2, max: 1 }), { freq: 1 }),
    pauses: fc.option(fc.tuple(fc.integer({ min: 0, max: 3_000 }), fc.boolean()), { freq: 2 }),
    strict: fc.integer({ min: 0, max: 7 }),
    review: fc.constantFrom("none", "flagged", "all")
  })
  .map(({ after, ahead, closesIn, beginsIn, pauses, strict, review, limit, ...facts }) => (harness) => {
    harness.advance(after)
    const { now } = harness
    const attempt = harness.state as AttemptActorState
    const sourceSeq = (attempt._tag === "Attempt" ? (attempt.room?.sourceSeq ?? 0) : 0) + ahead
    return {
      after: 0,
      command: internal({
        _tag: "RoomChanged",
        ...facts,
        ...(limit === undefined ? {} : { limit }),
        opensAt: noon,
        closesAt: closesIn === null ? null : now + closesIn * minute,
        beginsAt: beginsIn === null ? null : now + beginsIn * minute,
        pauses: pausesAfter(harness, pauses),
        rules: {
          ...defaultRules,
          password: strict === 1,
          check: strict === 2,
          addresses: strict === 3 ? ["10.0.0.0/8"] : [],
          review
        },
        at: now,
        sourceSeq: Math.max(0, sourceSeq)
      }),
      principal: fromActor("exam/9")
    }
  })

const outage: fc.Arbitrary<Happening> = fc
  .record({ length: fc.integer({ min: 1_000, max: 40 * minute }), outageId: fc.integer({ min: 1, max: 4 }) })
  .map(({ length, outageId }) => ({ now }) => ({
    after: length,
    command: internal({ _tag: "Compensate", outageId, ms: length, from: now, until: now + length }),
    principal: engine("outage"),
    aheadOfAlarms: true
  }))

/** The last grading comes back, or an earlier one, one of another paper, or none because it failed. */
const graded: fc.Arbitrary<Happening> = fc
  .record({ after: gap, how: fc.constantFrom("last", "last", "last", "last", "last", "first", "other", "failed") })
  .map(({ after, how }) => (harness, facts) => {
    harness.advance(after)
    const job = harness.jobs.at(how === "first" ? 0 : -1)?.input as { readonly paperHash: string } | undefined
    const nothing = { questions: {}, awarded: "0", outOf: "1", score: "0", passed: false }
    const command =
      job === undefined || how === "other"
        ? internal({ _tag: "Graded", paperHash: "of another paper", result: nothing })
        : how === "failed"
          ? internal({ _tag: "GradingFailed", paperHash: job.paperHash, message: "no key" })
          : gradeJob(facts, job)
    return { after: 0, command, principal: engine("grading") }
  })

const directed: fc.Arbitrary<Happening> = fc
  .record({ after: gap, action: roomActions, id: fc.integer({ min: 1, max: 6 }) })
  .map(({ after, action, id }) => ({ now }) => ({
    after,
    command: internal({ _tag: "Directed", actionId: `a${id}`, action: ordered(action), by: proctor.userId, at: now }),
    principal: fromActor("exam/9")
  }))

const creation: fc.Arbitrary<Happening> = fc
  .tuple(
    fc.constantFrom(
      [quiz, null] as const,
      [timedExam, null] as const,
      [timedExam, sittingId] as const,
      [timedExam, sittingId] as const,
      [timedExam, sittingId] as const,
      [timedExam, sittingId] as const
    ),
    fc.integer({ min: 0, max: 15 })
  )
  .map(([[assessment, sitting], preview]) => () => ({
    after: 0,
    command: internal({ ...create(assessment, sitting), preview: preview === 0 }),
    principal: engine("seed")
  }))

const opening: Happening = ({ now }) => ({
  after: 0,
  command: internal({
    _tag: "RoomChanged",
    phase: "open",
    opensAt: noon,
    closesAt: noon + 70 * minute,
    beginsAt: null,
    closeCuts: true,
    lateEntry: true,
    factor: "1",
    extra: 0,
    pauses: [],
    rules: defaultRules,
    at: now,
    sourceSeq: 1
  }),
  principal: fromActor("exam/9")
})

const begin = by(
  byTaker,
  fc.oneof(
    { weight: 5, arbitrary: sent({ _tag: "Begin" }) },
    { weight: 1, arbitrary: sent({ _tag: "Begin", password: "guess", consented: true }) }
  )
)
const consent = by(takers, sent({ _tag: "Begin", consented: true }))

const only = (who: Step["principal"], command: object, after = 1_000): Happening => {
  const decoded = internal(command)
  return () => ({ after, command: decoded, principal: who })
}
const standing: fc.Arbitrary<Scene> = fc.constantFrom<Array<Scene>>(
  [only(proctor, { _tag: "Pause", reason }), only(proctor, { _tag: "Resume" }, 70_001)],
  [only(proctor, { _tag: "Lock", reason }), only(proctor, { _tag: "Clear" }, 5 * minute)],
  [only(proctor, { _tag: "Lock", reason }), only(proctor, { _tag: "Clear", returnTime: false, reason }, 20 * minute)],
  [only(proctor, { _tag: "Lock", reason }), only(proctor, { _tag: "Clear", returnTime: false })],
  [only(proctor, { _tag: "Pause", reason }), only(proctor, { _tag: "Lock", reason }), only(proctor, { _tag: "Clear" })],
  [only(proctor, { _tag: "Flag", note: "looked away" }), only(proctor, { _tag: "Unflag", flag: 1, reason })],
  [only(proctor, { _tag: "Warn", text: "Eyes on your own screen" }), only(taker, { _tag: "ConfirmMessage", message: 1 })],
  [only(taker, { _tag: "RaiseHand", raised: true }), only(taker, { _tag: "RaiseHand", raised: false })]
)
const last: Happening = ({ jobs }, facts) => {
  const job = jobs.at(-1)
  const command = job === undefined ? internal({ _tag: "Alarm" }) : gradeJob(facts, job.input)
  return { after: 100, command, principal: engine("grading") }
}
const request = only(proctor, { _tag: "RequestReview", reason })
const propose = (who: Step["principal"], verdict: string): Happening => only(who, { _tag: "ProposeVerdict", verdict, reason })
const confirm = (who: Step["principal"], verdict: string): Happening => only(who, { _tag: "ConfirmVerdict", verdict })
const handBack = only(colleague, { _tag: "ReturnVerdict", reason })
const appeal = only(taker, { _tag: "Appeal", text: "It was not me" })
const lateAppeal = only(taker, { _tag: "Appeal", text: "Only now I read it" }, 15 * day)
/** Handed in, whatever held it, and graded. */
const finished: Scene = [
  only(proctor, { _tag: "Resume" }),
  only(proctor, { _tag: "Clear" }),
  only(taker, { _tag: "Submit" }),
  only(taker, { _tag: "Submit" }, 90 * minute),
  last
]
const rejection: Scene = [
  ...finished,
  request,
  propose(proctor, "rejected"),
  confirm(proctor, "rejected"),
  confirm(colleague, "rejected")
]
const review: fc.Arbitrary<Scene> = fc.constantFrom<Array<Scene>>(
  [...rejection, appeal, appeal],
  [...rejection, lateAppeal],
  [...rejection, appeal, propose(proctor, "verified"), propose(instructor, "verified"), confirm(admin, "verified")],
  [...finished, request, propose(proctor, "verified"), confirm(colleague, "rejected"), confirm(colleague, "verified"), appeal],
  [...finished, request, propose(proctor, "rejected"), propose(colleague, "rejected"), handBack, handBack]
)

const anything = fc.oneof(
  { weight: 1, arbitrary: creation },
  { weight: 2, arbitrary: fc.oneof(begin, consent) },
  { weight: 10, arbitrary: by(byTaker, answer) },
  { weight: 2, arbitrary: by(byTaker, sent({ _tag: "Submit" })) },
  { weight: 4, arbitrary: by(byTaker, learners) },
  { weight: 1, arbitrary: by(byTaker, fc.constant(check)) },
  { weight: 6, arbitrary: by(byStaff, staffed) },
  { weight: 3, arbitrary: room },
  { weight: 2, arbitrary: outage },
  { weight: 2, arbitrary: directed },
  { weight: 3, arbitrary: graded }
)
const oneOrMore = fc.oneof(
  { weight: 9, arbitrary: anything.map((happening): Scene => [happening]) },
  { weight: 1, arbitrary: standing }
)
const aDayLater: Happening = () => ({ after: day, command: save("s1", { kind: "single", option: "b" }), principal: taker })
const afterwards = fc.oneof(
  { weight: 4, arbitrary: by(byStaff, decided) },
  { weight: 2, arbitrary: graded },
  { weight: 2, arbitrary: by(byTaker, answer) },
  { weight: 1, arbitrary: by(byTaker, sent({ _tag: "Appeal", text: "It was not me" })) },
  { weight: 1, arbitrary: anything },
  { weight: 1, arbitrary: fc.constant(aDayLater) }
)
/** Somebody whose network came back an hour later. */
const late: fc.Arbitrary<Happening> = fc
  .constantFrom("a", "b")
  .map((option) => () => ({ after: 60 * minute, command: save("s1", { kind: "single", option }), principal: taker }))

const present = <A>(...values: ReadonlyArray<A | null>): ReadonlyArray<A> => values.filter((value) => value !== null)

/** Usually let in and begun at once; now and then not, or in a room that never opens. */
const start = fc
  .tuple(
    creation,
    fc.integer({ min: 0, max: 5 }),
    fc.oneof(begin, fc.constant(only({ ...taker, address: "10.0.0.1" }, { _tag: "Begin", consented: true })))
  )
  .map(([created, luck, begins]): Scene => present(created, luck === 0 ? null : opening, luck === 1 ? null : begins))
const end = fc
  .tuple(fc.option(graded), fc.option(late), graded, fc.option(review, { freq: 2 }), fc.array(afterwards, { maxLength: 10 }))
  .map(([early, straggler, grade, reviewed, rest]): Scene => [...present(early, straggler, grade), ...(reviewed ?? []), ...rest])

/** Any order at all, but usually one that gets somewhere. */
export const histories: fc.Arbitrary<Scene> = fc
  .tuple(
    fc.array(anything, { maxLength: 2 }),
    fc.option(start, { freq: 12 }),
    fc.array(oneOrMore, { maxLength: 14 }),
    fc.option(end, { freq: 2 })
  )
  .map(([before, begins, running, ends]) => [...before, ...(begins ?? []), ...running.flat(), ...(ends ?? [])])

/** Now and then longer than late answers may be accepted for. */
export const rest = fc.oneof({ weight: 9, arbitrary: fc.nat(minute) }, { weight: 1, arbitrary: fc.constant(26 * 60 * minute) })
