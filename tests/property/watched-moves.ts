/** What an attempt's people, its room and the engine may do to it, in any order, but mostly one that gets somewhere. */
import fc from "fast-check"
import { defaultRules, type RoomRules } from "../../protocol/exam.ts"
import type { Person } from "../../protocol/principal.ts"
import { lock, pause, reason, resume, right, type Sat, submit, terminate } from "./attempt-world.ts"
import { admin, engine, instructor, internal, minute, person, proctor, save, sittingId, taker } from "./exam-room.ts"

const colleague = person(22, "proctor", { sittings: [sittingId] })

export type Move = (sat: Sat) => void
const given = fc.constantFrom
const by = given(proctor, proctor, colleague, instructor, admin)
const wait = fc.oneof(
  { weight: 8, arbitrary: fc.nat(5_000) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 12 }).map((n) => n * minute) }
)

const learner = (command: fc.Arbitrary<object>): fc.Arbitrary<Move> =>
  fc
    .tuple(command, wait, given(undefined, undefined, undefined, "u7:device:2", "u7:rest:5"))
    .map(([each, after, sender]) => (sat: Sat) => {
      sat.send(internal(each), after, { sender })
    })
const staff = (command: fc.Arbitrary<object>): fc.Arbitrary<Move> =>
  fc.tuple(command, wait, by).map(([each, after, who]: readonly [object, number, Person]) => (sat: Sat) => {
    sat.staff(internal(each), after, who)
  })
const numbered = fc.integer({ min: 1, max: 4 })
/** Marks that no view may show to whom they are none of the business. */
export const secretAnswer = "the-answer-itself"
export const staffWords = "staff-words"

const answering = fc.oneof(
  learner(given("s1", "t1").map((question) => ({ _tag: "SaveAnswer", question, response: null }))),
  learner(given(right.s1, { kind: "single", option: "c" }).map((response) => ({ _tag: "SaveAnswer", question: "s1", response }))),
  learner(fc.constant({ _tag: "SaveAnswer", question: "x1", response: { kind: "text", text: secretAnswer } }))
)
const talking = fc.oneof(
  learner(given({ _tag: "Say", text: "May I?" }, { _tag: "RaiseHand", raised: true }, { _tag: "RaiseHand", raised: false })),
  learner(numbered.map((message) => ({ _tag: "ConfirmMessage", message }))),
  staff(given("Say", "Message", "Warn").map((_tag) => ({ _tag, text: "Please wait." })))
)
const watching: fc.Arbitrary<Move> = fc.oneof(
  learner(
    fc.boolean().map((fullScreen) => ({
      _tag: "ReportCheck",
      browser: "Firefox 140",
      roundTripMs: 20,
      clockOffsetMs: 0,
      fullScreen,
      displays: 1,
      online: true
    }))
  ),
  fc.tuple(fc.nat(20_000), fc.array(given("copy", "paste", "focus_lost"), { maxLength: 3 })).map(([ms, kinds]) => (sat: Sat) => {
    const to = sat.harness.now
    sat.send(internal({ _tag: "ReportSignals", from: to - ms, to, signals: kinds.map((kind) => ({ kind, at: to })) }), ms)
  }),
  staff(fc.constant({ _tag: "Flag", note: staffWords })),
  staff(numbered.map((flag) => ({ _tag: "Unflag", flag, reason: staffWords })))
)
const clear = { _tag: "Clear" }
const withheld = { _tag: "Clear", returnTime: false, reason }
const pair = fc
  .tuple(fc.constantFrom([pause, resume], [lock, clear], [lock, withheld]), fc.nat(2 * minute), by)
  .map(([[hold, release], length, who]) => (sat: Sat) => {
    sat.staff(internal(hold), 0, who)
    sat.staff(internal(release), length, who)
  })
const holding = fc.oneof(
  { weight: 2, arbitrary: pair },
  { weight: 2, arbitrary: staff(given<object>(pause, resume, lock, clear, withheld)) },
  { weight: 1, arbitrary: staff(fc.constant({ _tag: "Extend", ms: 5 * minute, reason })) },
  {
    weight: 1,
    arbitrary: fc.boolean().map((asShown) => (sat: Sat) => {
      const { timeChanges } = sat.state
      sat.send(internal({ _tag: "AcknowledgeTime", change: asShown ? timeChanges : timeChanges + 1 }))
    })
  },
  { weight: 1, arbitrary: learner(given(1, 1, 2).map((epoch) => ({ _tag: "TakeOver", epoch }))) }
)
const ending = fc.oneof(
  { weight: 4, arbitrary: learner(fc.constant(submit)) },
  { weight: 2, arbitrary: staff(fc.constant(terminate)) },
  {
    weight: 4,
    arbitrary: given(null, "t1", "x1").map((question) => (sat: Sat) => {
      sat.harness.advance(31 * minute)
      if (question !== null) sat.send(save(question, right[question]), minute)
    })
  },
  { weight: 1, arbitrary: staff(fc.constant({ _tag: "Void", reason })) }
)
const grading: Move = (sat) => {
  if (sat.harness.jobs.length > 0) sat.grade()
}
const judging = fc.oneof(
  { weight: 2, arbitrary: fc.constant(grading) },
  {
    weight: 1,
    arbitrary: fc.constant((sat: Sat) => {
      sat.inside(internal({ _tag: "GradingFailed", paperHash: sat.state.paperHash, message: "no worker" }))
    })
  },
  {
    weight: 2,
    arbitrary: staff(
      fc.tuple(given("t1", "x1"), fc.boolean()).map(([question, accept]) => ({ _tag: "DecideLate", question, accept, reason }))
    )
  },
  { weight: 1, arbitrary: staff(fc.constant({ _tag: "Reopen", ms: 5 * minute, reason })) },
  { weight: 2, arbitrary: staff(fc.constant({ _tag: "RequestReview", reason: staffWords })) },
  { weight: 4, arbitrary: staff(given("verified", "rejected").map((verdict) => ({ _tag: "ProposeVerdict", verdict, reason }))) },
  { weight: 4, arbitrary: staff(given("verified", "rejected").map((verdict) => ({ _tag: "ConfirmVerdict", verdict }))) },
  { weight: 1, arbitrary: staff(fc.constant({ _tag: "ReturnVerdict", reason: staffWords })) },
  { weight: 3, arbitrary: learner(fc.constant({ _tag: "Appeal", text: "No." })) }
)
/** A case as it usually goes, up to some point. */
const dueProcess = fc.tuple(fc.nat(8), given("verified", "rejected")).map(([steps, second]) => (sat: Sat) => {
  const rejected = { verdict: "rejected", reason }
  const all: ReadonlyArray<readonly [object, Person]> = [
    [{ _tag: "RequestReview", reason: staffWords }, proctor],
    [{ _tag: "ProposeVerdict", ...rejected }, proctor],
    [{ _tag: "ReturnVerdict", reason: staffWords }, colleague],
    [{ _tag: "ProposeVerdict", ...rejected }, proctor],
    [{ _tag: "ConfirmVerdict", verdict: "rejected" }, colleague],
    [{ _tag: "Appeal", text: "No." }, taker],
    [{ _tag: "ProposeVerdict", verdict: second, reason }, instructor],
    [{ _tag: "ConfirmVerdict", verdict: second }, admin]
  ]
  for (const [command, who] of all.slice(0, steps)) sat.staff(internal(command), minute, who)
})
const room: fc.Arbitrary<Move> = fc
  .record({ phase: given("open", "open", "closed"), factor: given("1", "1.25"), closes: given(null, 5, 90) })
  .map(({ phase, factor, closes }) => (sat: Sat) => {
    sat.room(phase, (sat.state.room?.sourceSeq ?? 0) + 1, {
      factor,
      closesAt: closes === null ? null : sat.harness.now + closes * minute
    })
  })
const others = fc.oneof(
  room,
  fc.integer({ min: 5_000, max: 3 * minute }).map((ms) => (sat: Sat) => {
    const from = sat.harness.now
    const command = internal({ _tag: "Compensate", outageId: from % 1_000, ms, from, until: from + ms })
    sat.harness.send({ after: ms, command, principal: engine("outage"), aheadOfAlarms: true })
  }),
  given("a", "b").map((id) => (sat: Sat) => {
    sat.directed(id, { _tag: "Message", text: "To all." })
  }),
  given("10.0.0.1", "10.0.0.2").map((address) => (sat: Sat) => {
    sat.send(save("t1", right.t1), 0, { by: { ...taker, address } })
  })
)

const move = fc.oneof(
  { weight: 3, arbitrary: answering },
  { weight: 3, arbitrary: talking },
  { weight: 3, arbitrary: watching },
  { weight: 3, arbitrary: holding },
  { weight: 1, arbitrary: others }
)
/** Whatever late answers there are have lapsed by then. */
const muchLater = fc.constant((sat: Sat) => sat.harness.advance(25 * 60 * minute))
export const course = fc.tuple(
  fc.array(fc.oneof(talking, watching, learner(fc.constant({ _tag: "Decline" }))), { maxLength: 3 }),
  fc.integer({ max: 5, min: 0 }).map((n) => n > 0),
  fc.array(move, { maxLength: 9, size: "max" }),
  fc.option(ending, { freq: 8 }),
  fc
    .tuple(
      fc.integer({ min: 0, max: 5 }),
      fc.array(
        fc.oneof(
          { weight: 8, arbitrary: judging },
          { weight: 3, arbitrary: dueProcess },
          { weight: 2, arbitrary: answering },
          { weight: 1, arbitrary: talking },
          { weight: 1, arbitrary: muchLater }
        ),
        { maxLength: 7, size: "max" }
      )
    )
    .map(([n, after]) => (n === 0 ? after : [grading, ...after]))
)
export const terms: fc.Arbitrary<Partial<RoomRules>> = fc.record({
  review: given("none", "flagged", "all"),
  secondReviewer: fc.boolean()
})

type Course = typeof course extends fc.Arbitrary<infer Value> ? Value : never
const send =
  (command: object, by: Person): Move =>
  (sat) => {
    sat.send(internal(command), 0, { by })
  }
/** What chance alone would leave out in one of some hundred runs. */
export const rareCourses: ReadonlyArray<Course> = [
  [[], false, [(sat) => void sat.room("closed", 9)], null, []],
  [[send({ _tag: "Decline" }, taker)], false, [], null, []],
  [
    [],
    false,
    [(sat) => void sat.room("open", 9, { beginsAt: sat.harness.now + minute }), (sat) => sat.harness.advance(2 * minute)],
    null,
    []
  ],
  [
    [],
    false,
    [
      (sat) => void sat.room("open", 9, { rules: { ...defaultRules, password: true } }),
      send(internal({ _tag: "Begin", password: "guess" }), taker)
    ],
    null,
    []
  ],
  [
    [],
    true,
    [send(pause, proctor), send({ _tag: "AcknowledgeTime", change: 1 }, taker)],
    null,
    [send({ _tag: "Void", reason }, admin)]
  ],
  [
    [],
    true,
    [],
    (sat) => {
      sat.harness.advance(31 * minute)
      sat.send(save("t1", right.t1), minute)
    },
    [
      (sat) => void sat.inside(internal({ _tag: "GradingFailed", paperHash: sat.state.paperHash, message: "no worker" })),
      grading,
      send({ _tag: "DecideLate", question: "t1", accept: true, reason }, proctor)
    ]
  ]
]
