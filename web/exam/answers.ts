/**
 * The learner's answers as this page shows them. Three places know of one: the desk (just given, perhaps not sent), the SDK's outbox
 * (on its way, perhaps from before a reload), and the server's view (durable). What was given here last is shown until the view has it
 * or a later one from elsewhere: a choice never jumps back because news of it took another way than its receipt.
 *
 * "Saved" is said once the server's word for that answer is there, and of nothing else.
 */
import { batch, createEffect, createSignal, onCleanup, untrack, type Accessor } from "solid-js"
import { createStore, produce } from "solid-js/store"
import { Option, Schema } from "effect"
import { StoaError, type Attempt } from "../../client/index.ts"
import type { Response } from "../../protocol/assessment.ts"
import { SaveAnswerReply, type AttemptTakerView } from "../../protocol/attempt.ts"
import { QuestionId } from "../../protocol/ids.ts"
import { instant, type Instant } from "../../protocol/time.ts"
import { client, unsettled } from "../frame/stoa.ts"
import type { Desk } from "./desk.ts"
import { givenAt, isOvertaken, waitFor } from "./sending.ts"
import { answerIn, isFor, waitingAnswers } from "./waiting-answers.ts"

export type Mark =
  | { readonly _tag: "None" }
  | { readonly _tag: "Saved"; readonly at: Instant }
  | { readonly _tag: "Sending" }
  /** Time stands still, or another device holds the attempt: goes out afterwards. */
  | { readonly _tag: "Held" }
  /** Came after the end, and is kept. */
  | { readonly _tag: "Late"; readonly decision: "awaiting" | "accepted" | "refused" | "lapsed" }
  | { readonly _tag: "Lost"; readonly error: StoaError }

interface Given {
  readonly response: Response | null
  /** `draft`: not in the outbox; `held`: not before answers are taken again; `saved` and `late`: by the server's reply. */
  readonly state: "draft" | "held" | "sent" | "saved" | "late"
  /** When it was given, as far as is known here; once there is a reply, the server's time. */
  readonly at: Instant
}

export interface Lost {
  readonly response: Response | null
  readonly error: StoaError
}

export interface Answers {
  readonly responseTo: (question: QuestionId) => Response | undefined
  readonly markOf: (question: QuestionId) => Mark
  /** `soon`: when nothing more was typed for a moment. */
  readonly give: (question: QuestionId, response: Response | null, when: "now" | "soon") => void
  /** Sends what was typed without waiting for the moment to pass. */
  readonly flush: () => void
  readonly lost: (question: QuestionId) => Lost | undefined
  readonly lostQuestions: Accessor<ReadonlyArray<QuestionId>>
  readonly forgetLost: (question: QuestionId) => void
  /** The server has had its word on everything that was given here, and the learner has read what was refused. */
  readonly isAtRest: Accessor<boolean>
}

const holdPause = 1_000
const asReply = Schema.decodeUnknownOption(SaveAnswerReply)
const same = (one: Response | null | undefined, other: Response | null | undefined): boolean =>
  JSON.stringify(one ?? null) === JSON.stringify(other ?? null)

/** The server would take these another time, so they are not lost. */
const standsStill = new Set<string>(["paused", "locked"])
const unsent = new Set<string>(["outbox_full", "closed"])

export const createAnswers = (parts: {
  readonly attempt: Attempt
  readonly view: Accessor<AttemptTakerView | undefined>
  /** Answers from here are sent now: nothing is in the way that will pass. */
  readonly mayAnswer: Accessor<boolean>
  readonly desk: Desk
}): Answers => {
  const { attempt, view, mayAnswer, desk } = parts
  const [given, setGiven] = createStore<Record<QuestionId, Given>>({})
  const [lost, setLost] = createStore<Record<QuestionId, Lost>>({})
  const timers = new Map<QuestionId, { readonly timer: ReturnType<typeof setTimeout>; readonly since: number }>()
  const savedIn = (question: QuestionId) => view()?.answers[question]
  const put = (question: QuestionId, now: Given): void => setGiven(question, () => now)
  const now = (): Instant => client.clock.now() ?? instant(Date.now())
  const sendIn = (ms: number, question: QuestionId, since: number): void => {
    clearTimeout(timers.get(question)?.timer)
    timers.set(question, { timer: setTimeout(() => send(question), ms), since })
  }

  const send = (question: QuestionId): void => {
    clearTimeout(timers.get(question)?.timer)
    timers.delete(question)
    const current = untrack(() => given[question])
    if (current === undefined || (current.state !== "draft" && current.state !== "held")) return
    // While it was held, the learner answered this at another device.
    if (
      current.state === "held" &&
      isOvertaken(
        current.at,
        untrack(() => savedIn(question))
      )
    )
      return drop(question)
    if (!untrack(mayAnswer)) return put(question, { ...current, state: "held" })
    put(question, { ...current, state: "sent" })
    attempt.answer(question, current.response).catch((cause: unknown) => {
      const error = StoaError.from(cause)
      // What the server refused is told by the outbox, along with what an earlier page left there.
      if (unsent.has(error.code)) put(question, { ...current, state: "held" })
      else if (error.code === "invalid") lose(question, current.response, error)
    })
  }

  const drop = (question: QuestionId): void => {
    setGiven(produce((all) => void delete all[question]))
    desk.dropDraft(question)
  }
  const lose = (question: QuestionId, response: Response | null, error: StoaError): void =>
    batch(() => {
      setLost(question, () => ({ response, error }))
      setGiven(produce((all) => void delete all[question]))
      // Until its learner has read that.
      desk.keepDraft(question, { response, at: now(), refused: { code: error.code, message: error.message } })
    })

  const flush = (): void => {
    for (const question of [...timers.keys()]) send(question)
  }
  onCleanup(flush)

  /** Refused because time stood still; once more when it runs on, or in a moment if it does by now. */
  const hold = (question: QuestionId, response: Response | null, at: Instant): void => {
    put(question, { response, state: "held", at })
    desk.keepDraft(question, { response, at })
    sendIn(holdPause, question, Date.now())
  }

  onCleanup(
    client.onSettled((settled) => {
      const answer = isFor(attempt.id, settled) ? answerIn(settled.command) : undefined
      if (answer === undefined) return
      const { question, response } = answer
      // A later one is under way or being written, and will be told of itself.
      if (waitingAnswers(client.unsettled, attempt.id).has(question)) return
      const current = untrack(() => given[question])
      const isLatest = current === undefined || (current.state === "sent" && same(current.response, response))
      const { outcome } = settled
      if (outcome instanceof StoaError) {
        if (!isLatest) return
        if (standsStill.has(outcome.code)) hold(question, response, current?.at ?? now())
        else lose(question, response, outcome)
        return
      }
      const reply = Option.getOrUndefined(asReply(outcome.reply))
      if (reply === undefined) return
      if (!isLatest) {
        if (current.state !== "draft" && current.state !== "held") return
        // What was written on meanwhile follows it, also where it was on its way for long.
        const later = { response: current.response, at: givenAt(current.at, reply) }
        put(question, { ...later, state: current.state })
        return desk.keepDraft(question, later)
      }
      put(question, { response, state: reply.counted ? "saved" : "late", at: reply.savedAt })
      desk.dropDraft(question)
    })
  )

  // What an earlier page left: in the outbox, where it goes on by itself, or only on the desk.
  const takeUp = (): void => {
    const waiting = waitingAnswers(client.unsettled, attempt.id)
    for (const [question, response] of waiting) put(question, { response, state: "sent", at: now() })
    for (const [question, { refused, ...draft }] of desk.drafts()) {
      if (refused !== undefined) {
        setLost(question, () => ({ response: draft.response, error: StoaError.from(refused) }))
        continue
      }
      const saved = untrack(() => savedIn(question))
      const known = waiting.has(question) ? waiting.get(question) : saved?.response
      const overtaken = !waiting.has(question) && isOvertaken(draft.at, saved)
      if (overtaken || same(known, draft.response)) desk.dropDraft(question)
      else put(question, { ...draft, state: "held" })
    }
  }
  const [isTakenUp, setTakenUp] = createSignal(false)
  createEffect(() => {
    if (view() === undefined) return
    if (!untrack(isTakenUp)) takeUp()
    setTakenUp(true)
    // Sent as soon as answers are taken (again); also when the outbox has room again.
    if (!mayAnswer()) return
    unsettled()
    untrack(() => {
      for (const question of heldQuestions()) send(question)
    })
  })
  // By what is known here: a full storage has no drafts.
  const heldQuestions = (): ReadonlyArray<QuestionId> =>
    Object.entries(given).flatMap(([question, { state }]) => (state === "held" ? [QuestionId.make(question)] : []))

  const current = (question: QuestionId): Given | undefined => {
    const here = given[question]
    const saved = savedIn(question)
    const isSettled = here?.state === "saved" || here?.state === "late"
    return isSettled && isOvertaken(here.at, saved) ? undefined : here
  }

  return {
    responseTo: (question) => {
      const here = current(question)
      return here === undefined ? savedIn(question)?.response : (here.response ?? undefined)
    },
    markOf: (question) => {
      const missed = lost[question]
      if (missed !== undefined) return { _tag: "Lost", error: missed.error }
      const here = current(question)
      const late = view()?.lateAnswers[question]
      if (here === undefined) {
        const saved = savedIn(question)
        if (late !== undefined && late.decision !== "accepted") return { _tag: "Late", decision: late.decision }
        return saved === undefined ? { _tag: "None" } : { _tag: "Saved", at: saved.savedAt }
      }
      switch (here.state) {
        case "draft":
        case "sent":
          return { _tag: "Sending" }
        case "held":
          return { _tag: "Held" }
        case "late":
          return { _tag: "Late", decision: late?.decision ?? "awaiting" }
        case "saved":
          // Cleared, and that is durable: nothing is answered here.
          return here.response === null ? { _tag: "None" } : { _tag: "Saved", at: here.at }
      }
    },
    give: (question, response, when) => {
      const at = givenAt(
        now(),
        untrack(() => savedIn(question))
      )
      batch(() => {
        setLost(produce((all) => void delete all[question]))
        put(question, { response, state: "draft", at })
      })
      desk.keepDraft(question, { response, at })
      if (when === "now") return send(question)
      const since = timers.get(question)?.since ?? Date.now()
      sendIn(waitFor(since, Date.now()), question, since)
    },
    flush,
    lost: (question) => lost[question],
    lostQuestions: () => Object.keys(lost).map((question) => QuestionId.make(question)),
    forgetLost: (question) => {
      setLost(produce((all) => void delete all[question]))
      desk.dropDraft(question)
    },
    isAtRest: () =>
      isTakenUp() &&
      Object.keys(lost).length === 0 &&
      Object.values(given).every(({ state }) => state === "saved" || state === "late")
  }
}
