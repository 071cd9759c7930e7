/**
 * Attempts and exam together, as a model of fast-check's: learners on two devices, proctors, a room, accommodations, pauses,
 * clocks of clients that are an hour off, a database's clock that is set by an hour, commits that fail, and two nodes that
 * die between any two steps.
 */
import { Effect } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { CommitFailed } from "../../engine/journal.ts"
import type { Hand, Sent } from "./hall.ts"
import { happened, judge } from "./hall-judge.ts"
import { examRef, handsOf, instructor, learners, proctors } from "./hall-people.ts"
import { Sitting } from "./hall-sitting.ts"

/** The model is the history itself: what everybody was answered is judged when all has come to rest. */
type Model = Record<string, never>

class Step implements fc.AsyncCommand<Model, Sitting> {
  readonly #name: string
  readonly #run: (sitting: Sitting) => void | Promise<void>

  constructor(name: string, run: (sitting: Sitting) => void | Promise<void>) {
    this.#name = name
    this.#run = run
  }

  check(): boolean {
    return true
  }

  async run(_model: Model, sitting: Sitting): Promise<void> {
    await this.#run(sitting)
    expect(sitting.hall.violations).toEqual([])
  }

  toString(): string {
    return this.#name
  }
}

const someone = fc.constantFrom(...learners)
const device = fc.constantFrom<0 | 1>(0, 1)
const proctor = fc.constantFrom<0 | 1>(0, 1)
const hour = 3_600_000
const skew = fc.constantFrom(0, 0, -hour, hour)
const reason = "because"

const byLearner = (name: string, make: (n: number) => Sent) =>
  fc
    .tuple(someone, device, skew, fc.integer({ min: 0, max: 3 }))
    .map(
      ([learner, which, skewMs, n]) =>
        new Step(`${name}(${learner}, ${which === 0 ? "laptop" : "phone"}, ${skewMs}, ${n})`, (sitting) =>
          sitting.learner(handsOf(learner)[which], learner, make(n), skewMs)
        )
    )
const byProctor = (name: string, make: (n: number) => Sent) =>
  fc
    .tuple(someone, proctor, fc.integer({ min: 0, max: 3 }))
    .map(
      ([learner, which, n]) =>
        new Step(`${name}(${learner}, ${which}, ${n})`, (sitting) => sitting.staff(which, learner, make(n)))
    )
const byRoom = (name: string, make: (n: number, sitting: Sitting) => Sent, hand?: Hand) =>
  fc.tuple(proctor, fc.integer({ min: 0, max: 3 })).map(
    ([which, n]) =>
      new Step(`${name}(${which}, ${n})`, (sitting) => {
        sitting.hall.ask(hand ?? proctors[which], examRef, make(n, sitting))
      })
  )

const pass = fc
  .constantFrom(1, 7, 150, 700, 2_500, 9_000, 31_000)
  .map((ms) => new Step(`pass(${ms})`, (sitting) => sitting.hall.world.pass(ms)))
const crash = fc.constantFrom<0 | 1>(0, 1).map((which) => new Step(`crash(${which})`, (sitting) => sitting.hall.crash(which)))
const boot = fc.constantFrom<0 | 1>(0, 1).map((which) => new Step(`boot(${which})`, (sitting) => sitting.hall.boot(which)))
/** Somebody, or NTP, sets the database's clock. */
const clockSet = fc.constantFrom(-hour, hour).map(
  (ms) =>
    new Step(`database's clock set by ${ms}`, async ({ hall }) => {
      // While nobody's time runs nodes follow, one after the other: that is no exam's matter.
      if (!Effect.runSync(hall.storage.outages.timed)) return
      hall.databaseAhead += ms
      // Until those who serve have left a beat: who starts before that cannot know that it was the clock.
      await hall.world.pass(1_500)
    })
)
/** The next commit fails: before anything was written, or after, when nobody hears of it. */
const fault = fc.constantFrom("before", "after").map(
  (when) =>
    new Step(`commit fails ${when}`, ({ hall: { faults } }) => {
      const once = Effect.suspend(() => {
        delete faults.beforeCommit
        delete faults.afterCommit
        return Effect.fail(new CommitFailed({ kind: "ambiguous", message: "as planned" }))
      })
      if (when === "before") faults.beforeCommit = () => once
      else faults.afterCommit = () => once
    })
)

const answer = byLearner("answer", (n) => ({
  _tag: "SaveAnswer",
  question: ["s1", "t1"][n % 2],
  response: n % 2 === 0 ? { kind: "single", option: ["a", "b", "c", "d"][n] } : { kind: "true_false", value: n > 1 }
}))

/** From a termination to the end of an appeal, with whatever else happens meanwhile. */
const trial = fc.tuple(someone, fc.boolean(), fc.boolean()).map(
  ([learner, guilty, upheld]) =>
    new Step(`trial(${learner}, ${guilty ? "rejected" : "verified"}, ${upheld ? "upheld" : "dismissed"})`, async (sitting) => {
      const [first, second] = [guilty ? "rejected" : "verified", upheld ? "verified" : "rejected"]
      sitting.staff(0, learner, { _tag: "Terminate", reason })
      await sitting.hall.world.pass(800)
      sitting.staff(0, learner, { _tag: "ProposeVerdict", verdict: first, reason })
      await sitting.hall.world.pass(400)
      sitting.staff(1, learner, { _tag: "ConfirmVerdict", verdict: first })
      await sitting.hall.world.pass(400)
      sitting.learner(handsOf(learner)[0], learner, { _tag: "Appeal", text: "It was the cat." })
      await sitting.hall.world.pass(400)
      sitting.staff(2, learner, { _tag: "ProposeVerdict", verdict: second, reason })
      await sitting.hall.world.pass(400)
      sitting.staff(3, learner, { _tag: "ConfirmVerdict", verdict: second })
    })
)

/** Both nodes away at once, for as long as an outage has to be. */
const outage = fc.tuple(someone, fc.constantFrom(3_000, 7_000, 40_000, 90_000)).map(
  ([learner, ms]) =>
    new Step(`outage(${learner} sitting, ${ms})`, async (sitting) => {
      sitting.learner(handsOf(learner)[0], learner, { _tag: "Begin" })
      await sitting.hall.world.pass(700)
      await sitting.hall.crash(0)
      await sitting.hall.crash(1)
      await sitting.hall.world.pass(ms)
      sitting.hall.boot(0)
      sitting.hall.boot(1)
    })
)

/** Sits through the whole time, and answers once more when it is over. */
const late = someone.map(
  (learner) =>
    new Step(`late(${learner})`, async (sitting) => {
      const [laptop] = handsOf(learner)
      sitting.learner(laptop, learner, { _tag: "Begin" })
      await sitting.hall.world.pass(61_500)
      sitting.learner(laptop, learner, { _tag: "SaveAnswer", question: "t1", response: { kind: "true_false", value: true } })
    })
)

/** Histories must come past these, or they prove less than they seem to. */
const places = [
  ...["Begun", "AnswerSaved", "AnswerLate", "TakenOver", "Paused", "Resumed", "Locked", "Cleared", "Extended", "Reopened"],
  ...["Compensated", "Ended", "Submitted", "Terminated", "Graded", "RoomPaused", "RoomResumed", "TermsSet", "ActionOrdered"],
  ...["ActionAnswered", "ReviewRequested", "VerdictProposed", "VerdictGiven", "Appealed", "TimeAcknowledged"]
]

const steps = [
  pass,
  pass,
  pass,
  byLearner("begin", () => ({ _tag: "Begin" })),
  byLearner("begin", () => ({ _tag: "Begin" })),
  answer,
  answer,
  byLearner("takeOver", (n) => ({ _tag: "TakeOver", epoch: n })),
  byLearner("submit", () => ({ _tag: "Submit" })),
  byLearner("raiseHand", (n) => ({ _tag: "RaiseHand", raised: n % 2 === 0 })),
  byLearner("say", () => ({ _tag: "Say", text: "May I?" })),
  byProctor("pause", () => ({ _tag: "Pause", reason })),
  byProctor("resume", () => ({ _tag: "Resume" })),
  byProctor("extend", (n) => ({ _tag: "Extend", ms: 5_000 * (n + 1), reason })),
  byProctor("lock", () => ({ _tag: "Lock", reason })),
  byProctor("clear", () => ({ _tag: "Clear" })),
  byProctor("terminate", () => ({ _tag: "Terminate", reason })),
  byProctor("warn", () => ({ _tag: "Warn", text: "Eyes on your own screen." })),
  byLearner("acknowledge", (n) => ({ _tag: "AcknowledgeTime", change: n })),
  byLearner("appeal", () => ({ _tag: "Appeal", text: "It was the cat." })),
  trial,
  outage,
  late,
  byProctor("requestReview", () => ({ _tag: "RequestReview", reason })),
  byProctor("flag", () => ({ _tag: "Flag", note: reason })),
  byProctor("propose", (n) => ({ _tag: "ProposeVerdict", verdict: n % 2 === 0 ? "rejected" : "verified", reason })),
  byProctor("confirm", (n) => ({ _tag: "ConfirmVerdict", verdict: n % 2 === 0 ? "rejected" : "verified" })),
  byProctor("reopen", (n) => ({ _tag: "Reopen", ms: 5_000 * (n + 1), reason })),
  byProctor("decideLate", (n) => ({ _tag: "DecideLate", question: n % 2 === 0 ? "s1" : "t1", accept: n > 1, reason })),
  byRoom("pauseRoom", () => ({ _tag: "PauseRoom", reason })),
  byRoom("resumeRoom", () => ({ _tag: "ResumeRoom" })),
  byRoom("actOnAll", (n, sitting) => ({
    _tag: "Act",
    actionId: `a${++sitting.actions}`,
    on: "room",
    action: [
      { _tag: "Message", text: "Ten minutes." },
      { _tag: "Extend", ms: 7_000, reason },
      { _tag: "Pause", reason },
      { _tag: "Resume" }
    ][n]
  })),
  fc.tuple(someone, fc.constantFrom("1", "1.25", "1.5", "2")).map(
    ([learner, factor]) =>
      new Step(`accommodate(${learner}, ×${factor})`, (sitting) => {
        // Only ever more: what a shortened time leaves (T3) depends on when it was told, and has properties of its own.
        const most = [sitting.factors.get(learner) ?? "1", factor].toSorted().at(-1) ?? factor
        sitting.factors.set(learner, most)
        sitting.hall.ask(instructor, examRef, { _tag: "SetTerms", userId: learner, terms: { factor: most } })
      })
  ),
  crash,
  boot,
  boot,
  clockSet,
  fault
]

const history = async (
  seed: number,
  compensate: boolean,
  commands: Iterable<fc.AsyncCommand<Model, Sitting>>
): Promise<Sitting> => {
  const sitting = new Sitting(seed, compensate)
  await sitting.begin()
  await fc.asyncModelRun(() => ({ model: {}, real: sitting }), commands)
  await sitting.rest()
  return sitting
}

describe("an exam in a hall", () => {
  it("T1 T5 T6 T8 T13 S7 S9 W5: whatever happens, everybody has the time that was due, and nothing acknowledged is lost", async () => {
    const reached = new Set<string>()
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 2 ** 31 - 1 }),
        fc.boolean(),
        fc.commands(steps, { maxCommands: 60, size: "max" }),
        async (seed, compensate, commands) => {
          const { hall } = await history(seed, compensate, commands)
          expect(judge(hall)).toEqual([])
          for (const tag of happened(hall)) reached.add(tag)
        }
      ),
      { numRuns: 300 }
    )
    expect(places.filter((place) => !reached.has(place))).toEqual([])
  }, 300_000)
})
