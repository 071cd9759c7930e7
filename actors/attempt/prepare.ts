/** Completes a `Create` with the facts of the assessment and a paper drawn from the seed it brings (G9). */
import { Effect } from "effect"
import type { Paper } from "../../protocol/assessment.ts"
import { type Refusal, refuse } from "../../protocol/errors.ts"
import { Facts, type SittingFact } from "../facts.ts"
import { drawPaper, keyOf } from "../assessment/draw-paper.ts"
import type { Asked, AttemptInternal, Room } from "./contract.ts"

type Create = Extract<AttemptInternal, { readonly _tag: "Create" }>

export const prepare = (command: AttemptInternal): Effect.Effect<AttemptInternal, Refusal, Facts> | undefined =>
  command._tag === "Create" ? drawn(command) : undefined

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
  const { type, title, passMark, timeLimit, review } = settings
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
const roomOf = ({ opensAt, closesAt, closeCuts, lateEntry }: SittingFact): Room => ({
  phase: "scheduled",
  opensAt,
  closesAt,
  closeCuts,
  lateEntry,
  sourceSeq: 0
})
