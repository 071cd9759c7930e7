/** What can reach a learner, in any order: their own commands, other people's, reports of courses and attempts. */
import { Schema } from "effect"
import fc from "fast-check"
import type { Tagged } from "../../actors/actor.ts"
import { LearnerInternal } from "../../actors/learner/contract.ts"

const command = Schema.decodeUnknownSync(LearnerInternal)

const pauses = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(0, 1, 1_000, 9_999, 10_000, 29_999, 30_000, 30_001) },
  { weight: 1, arbitrary: fc.constantFrom(299_999, 300_000, 300_001, 3_600_000) },
  { weight: 1, arbitrary: fc.constantFrom(20 * 3_600_000, 30 * 3_600_000, 4 * 86_400_000) }
)
type Place = readonly [courseId: number, moduleId: number]
const videos: ReadonlyArray<Place> = [
  [1, 102],
  [2, 201],
  [2, 203]
]
const others: ReadonlyArray<Place> = [
  [1, 101],
  [1, 103],
  [1, 104],
  [4, 401],
  [2, 202]
]
const nowhere: ReadonlyArray<Place> = [
  [1, 999],
  [3, 301]
]
const place = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(...videos, ...others) },
  { weight: 1, arbitrary: fc.constantFrom(...nowhere) }
)
const stretch = fc.tuple(fc.integer({ min: 0, max: 70_000 }), fc.integer({ min: 1, max: 25_000 }))
const beat = fc.record(
  {
    positionMs: fc.integer({ min: 0, max: 100_000 }),
    watched: fc.array(stretch, { maxLength: 3 }).map((all) => all.map(([fromMs, by]) => ({ fromMs, toMs: fromMs + by }))),
    pages: fc.integer({ min: 0, max: 3 }),
    interactions: fc.integer({ min: 0, max: 9 })
  },
  { requiredKeys: [] }
)

type ReportKind = "next" | "void" | "regrade" | "withdraw" | "again" | "unknown"
export type Action =
  | { readonly kind: "wire"; readonly command: Readonly<Record<string, unknown>>; readonly by: "self" | "stranger" | "admin" }
  | { readonly kind: "enrol" | "withdraw"; readonly course: number; readonly stale: boolean }
  | { readonly kind: "report"; readonly pick: number; readonly what: ReportKind; readonly awarded: string }
  | { readonly kind: "travel"; readonly zone: string }
  | { readonly kind: "away"; readonly ms: number }

const who = fc.oneof(
  { weight: 18, arbitrary: fc.constant("self" as const) },
  { weight: 1, arbitrary: fc.constantFrom("stranger" as const, "admin" as const) }
)

const wire = (_tag: string, fields: fc.Arbitrary<Readonly<Record<string, unknown>>>): fc.Arbitrary<Action> =>
  fc.tuple(place, fields, who, fc.nat(9)).map(([[courseId, moduleId], more, by, die]): Action => {
    const video = videos.some(([, id]) => id === moduleId)
    const { watched, ...rest } = more
    // Watching where there is nothing to watch is tried now and then.
    const beat = watched !== undefined && (video || die === 0) ? more : rest
    return { kind: "wire", by, command: { _tag, courseId, moduleId, ...beat } }
  })

const exam = fc.constantFrom(
  { assessmentId: 1001 },
  { assessmentId: 4002 },
  { assessmentId: 4002 },
  { assessmentId: 1002 },
  { assessmentId: 1003 },
  { assessmentId: 1999 },
  { assessmentId: 2001 },
  { assessmentId: 2001, sittingId: 501 },
  { assessmentId: 2001, sittingId: 502 },
  { assessmentId: 1002, sittingId: 501 },
  { assessmentId: 3001 },
  { assessmentId: 6001 },
  { assessmentId: 6001 },
  { assessmentId: 9999 }
)

const starting = exam.map((command): Action => ({ kind: "wire", by: "self", command: { _tag: "StartAttempt", ...command } }))
const reporting: fc.Arbitrary<Action> = fc.record({
  kind: fc.constant("report" as const),
  pick: fc.nat(),
  what: fc.oneof(
    { weight: 5, arbitrary: fc.constant<ReportKind>("next") },
    { weight: 5, arbitrary: fc.constantFrom<ReportKind>("void", "regrade", "withdraw", "again", "unknown") }
  ),
  awarded: fc.constantFrom("-1", "0", "20/3", "7", "10", "10")
})

const anything: fc.Arbitrary<Action> = fc.oneof(
  { weight: 3, arbitrary: wire("OpenModule", fc.constant({})) },
  { weight: 10, arbitrary: wire("Study", beat) },
  { weight: 6, arbitrary: wire("CloseModule", beat) },
  { weight: 4, arbitrary: wire("CompleteModule", fc.constant({})) },
  { weight: 3, arbitrary: starting },
  { weight: 5, arbitrary: reporting },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom("enrol" as const, "withdraw" as const),
      course: fc.constantFrom(1, 2, 4, 6),
      stale: fc.boolean()
    })
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom("Asia/Tokyo", "America/Los_Angeles", "UTC").map((zone): Action => ({ kind: "travel", zone }))
  },
  { weight: 1, arbitrary: fc.constantFrom(400_000, 3 * 86_400_000).map((ms): Action => ({ kind: "away", ms })) }
)
const sitting = fc.oneof({ weight: 1, arbitrary: starting }, { weight: 3, arbitrary: reporting })

const sequence = (of: fc.Arbitrary<Action>): fc.Arbitrary<ReadonlyArray<readonly [number, Action]>> =>
  fc.array(fc.tuple(pauses, of), { maxLength: 30, size: "max" })

/** Course 6 is complete with its one assessment; then it is looked at again. */
const passed: ReadonlyArray<readonly [number, Action]> = [
  [1_000, { kind: "wire", by: "self", command: { _tag: "StartAttempt", assessmentId: 6001 } }],
  ...["begun", "over", "graded"].map((): readonly [number, Action] => [
    1_000,
    { kind: "report", pick: 0, what: "next", awarded: "10" }
  ])
]
const verdict: fc.Arbitrary<Action> = fc.record({
  kind: fc.constant("report" as const),
  pick: fc.nat(),
  what: fc.constantFrom<ReportKind>("withdraw", "regrade", "again"),
  awarded: fc.constantFrom("0", "10")
})
const verdicts = sequence(fc.oneof({ weight: 4, arbitrary: verdict }, { weight: 1, arbitrary: sitting })).map((rest) => [
  ...passed,
  ...rest
])

/** A learner's days; some go into assessments alone, or into what becomes of them, or their turns would hardly be met. */
export const days = fc.oneof(
  { weight: 6, arbitrary: sequence(anything) },
  { weight: 2, arbitrary: sequence(sitting) },
  { weight: 1, arbitrary: verdicts }
)

/** What the attempts of this learner would report, each with its own rising sequence. */
export class Attempts {
  readonly #known = new Map<
    number,
    { readonly assessmentId: number; seq: number; stage: "created" | "begun" | "over" | "graded" }
  >()
  readonly #sent: Array<Tagged> = []

  add(attemptId: number, assessmentId: number): void {
    if (!this.#known.has(attemptId)) this.#known.set(attemptId, { assessmentId, seq: 1, stage: "created" })
  }

  report({ pick, what, awarded }: Extract<Action, { kind: "report" }>, now: number): Tagged | undefined {
    if (what === "again") return this.#sent[pick % Math.max(1, this.#sent.length)]
    if (what === "unknown")
      return command({ _tag: "AttemptBegan", attemptId: 1, assessmentId: 1001, sourceSeq: 1, startedAt: now })
    // The newest attempts have the most left to report.
    const [attemptId, attempt] = [...this.#known].reverse()[pick % Math.min(3, this.#known.size || 1)] ?? []
    if (attemptId === undefined || attempt === undefined) return undefined
    const ids = { attemptId, assessmentId: attempt.assessmentId, sourceSeq: ++attempt.seq }
    const times = { startedAt: now - 1, endedAt: now }
    const grade = { awarded, outOf: "10", passed: awarded === "7" || awarded === "10" }
    const next = (): Record<string, unknown> | undefined => {
      if (what === "void") return { _tag: "AttemptEnded", ...ids, ...times, used: false }
      if (what === "withdraw")
        return attempt.stage === "graded" ? { _tag: "AttemptGraded", ...ids, ...times, grade: null } : undefined
      switch (attempt.stage) {
        case "created":
          attempt.stage = "begun"
          return { _tag: "AttemptBegan", ...ids, startedAt: now }
        case "begun":
          attempt.stage = "over"
          return { _tag: "AttemptEnded", ...ids, ...times, used: true }
        case "over":
          attempt.stage = "graded"
          return { _tag: "AttemptGraded", ...ids, ...times, grade }
        case "graded":
          return what === "regrade" ? { _tag: "AttemptGraded", ...ids, ...times, grade } : undefined
      }
    }
    const fields = next()
    if (what === "void") this.#known.delete(attemptId)
    if (fields === undefined) return undefined
    this.#sent.push(command(fields))
    return command(fields)
  }
}
