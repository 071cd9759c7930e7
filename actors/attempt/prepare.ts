/**
 * Completes a `Create` with the facts of the assessment and a paper drawn from the seed it brings (G9), and a `Begin` that
 * brings a password with whether it is the sitting's: unless there were too many, since each comparison is dear.
 */
import { Effect } from "effect"
import { Decimal, type Paper } from "../../protocol/assessment.ts"
import { type Refusal, refuse } from "../../protocol/errors.ts"
import { type ActorRef, AttemptId } from "../../protocol/ids.ts"
import { type Instant, millis } from "../../protocol/time.ts"
import { Facts, type SittingFact } from "../facts.ts"
import { drawPaper, keyOf } from "../assessment/draw-paper.ts"
import type { Asked, AttemptActorState, AttemptInternal, Room } from "./contract.ts"
import { guessedTooOften } from "./password.ts"

type Create = Extract<AttemptInternal, { readonly _tag: "Create" }>

type Begin = Extract<AttemptInternal, { readonly _tag: "Begin" }>

export const prepare = (
  command: AttemptInternal,
  { self, state, now }: { readonly self: ActorRef; readonly state: AttemptActorState; readonly now: Instant }
): Effect.Effect<AttemptInternal, Refusal, Facts> | undefined => {
  if (command._tag === "Create") return drawn(command)
  if (command._tag !== "Begin" || command.password === undefined) return undefined
  if (state._tag !== "Absent" && guessedTooOften(state, now) !== undefined) return undefined
  return checked(command, command.password, AttemptId.make(self.id))
}

/** The sitting is looked up by the attempt: here, before its cell, nothing else is known of it. */
const checked = Effect.fnUntraced(function* (command: Begin, password: string, attemptId: AttemptId) {
  const facts = yield* Facts
  const sittingId = yield* facts.sittingOf(attemptId)
  const passwordRight = sittingId !== null && (yield* facts.sittingPassword(sittingId, password))
  return { ...command, passwordRight }
})

const drawn = Effect.fnUntraced(function* (command: Create) {
  const facts = yield* Facts
  const { assessmentId, sittingId, seed } = command
  const { courseId, moduleId, settings } = yield* facts.assessment(assessmentId)
  const sitting = sittingId === null ? null : yield* facts.sitting(sittingId)
  if (sitting !== null && sitting.assessmentId !== assessmentId) {
    return yield* Effect.fail(refuse("invalid", { field: "sittingId" }))
  }
  const bank = yield* facts.bank(assessmentId)
  const paper = drawPaper(bank, seed)
  const paperHash = yield* facts.storePaper(paper, keyOf(bank, paper))
  const { type, title, passMark, timeLimit, review, consent } = settings
  return {
    ...command,
    drawn: {
      courseId,
      moduleId,
      type,
      title,
      passMark,
      limit: timeLimit,
      review,
      consent,
      paperHash,
      asked: outline(paper),
      room: sitting === null ? null : roomOf(sitting)
    }
  }
})

const outline = ({ questions }: Paper): ReadonlyArray<Asked> =>
  questions.map((question) => ({
    id: question.id,
    kind: question.kind,
    options: "options" in question ? question.options.map(({ id }) => id) : []
  }))

/** As the catalogue has it; whether it is open, only the exam knows, and tells when it has registered the attempt. */
const roomOf = ({ opensAt, closesAt, closeCuts, lateEntry, rules }: SittingFact): Room => ({
  phase: "scheduled",
  opensAt,
  closesAt,
  closeCuts,
  lateEntry,
  beginsAt: null,
  factor: Decimal.make("1"),
  extra: millis(0),
  pauses: [],
  rules,
  sourceSeq: 0
})
