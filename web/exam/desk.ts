/**
 * What lies on the learner's desk and not on the server: answers in the making, questions marked for later, the question last looked
 * at. Kept with `localStorage`, which has written when it returns: whatever was typed is there after a reload or a crash in the very
 * next moment, when the SDK's outbox may not have had the time to write.
 */
import { Option, Schema } from "effect"
import { Response } from "../../protocol/assessment.ts"
import { QuestionId, type AttemptId, type UserId } from "../../protocol/ids.ts"
import { Instant } from "../../protocol/time.ts"
import { clearUnder, desks, keysUnder } from "./desks.ts"

/** `at`: by the server's clock where it was known. `refused`: it will never be stored, and its learner has not read that yet. */
export const Draft = Schema.Struct({
  response: Schema.NullOr(Response),
  at: Instant,
  refused: Schema.optionalKey(Schema.Struct({ code: Schema.String, message: Schema.String }))
})
export type Draft = typeof Draft.Type

const draftJson = Schema.fromJsonString(Draft)
const decodeDraft = Schema.decodeUnknownOption(draftJson)
const encodeDraft = Schema.encodeSync(draftJson)
const decodeMarks = Schema.decodeUnknownOption(Schema.fromJsonString(Schema.Array(QuestionId)))
const decodeQuestion = Schema.decodeUnknownOption(QuestionId)

export interface Desk {
  readonly drafts: () => ReadonlyMap<QuestionId, Draft>
  readonly keepDraft: (question: QuestionId, draft: Draft) => void
  readonly dropDraft: (question: QuestionId) => void
  readonly marks: () => ReadonlyArray<QuestionId>
  readonly keepMarks: (marked: ReadonlyArray<QuestionId>) => void
  readonly place: () => QuestionId | undefined
  readonly keepPlace: (question: QuestionId) => void
  readonly clear: () => void
}

/** A full or forbidden storage costs surviving a reload, not the answer. */
const write = (key: string, value: string): void => {
  try {
    localStorage.setItem(key, value)
  } catch {}
}

export const deskOf = (user: UserId, attempt: AttemptId): Desk => {
  const own = `${desks}${user}/${attempt}/`
  const drafts = `${own}drafts/`
  return {
    drafts: () => {
      const found = new Map<QuestionId, Draft>()
      for (const key of keysUnder(drafts)) {
        const question = decodeQuestion(key.slice(drafts.length))
        const draft = decodeDraft(localStorage.getItem(key))
        if (Option.isSome(question) && Option.isSome(draft)) found.set(question.value, draft.value)
      }
      return found
    },
    keepDraft: (question, draft) => write(drafts + question, encodeDraft(draft)),
    dropDraft: (question) => localStorage.removeItem(drafts + question),
    marks: () => Option.getOrElse(decodeMarks(localStorage.getItem(`${own}marks`)), () => []),
    keepMarks: (marked) => write(`${own}marks`, JSON.stringify(marked)),
    place: () => Option.getOrUndefined(decodeQuestion(localStorage.getItem(`${own}place`))),
    keepPlace: (question) => write(`${own}place`, question),
    clear: () => clearUnder(own)
  }
}
