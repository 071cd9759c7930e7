/**
 * What the views are made of. A field is a function of the state; a collection is a record whose entries are functions of
 * the state and a key, so that one of them can be patched alone. What is absent is `undefined` here. Staff see who did
 * what; a learner sees what concerns them and nobody's id.
 */
import type { Response } from "../../protocol/assessment.ts"
import type { QuestionId } from "../../protocol/ids.ts"
import { instant } from "../../protocol/time.ts"
import type { Attempt } from "./contract.ts"
import { compensated, deadline, leftAtStandstill } from "./deadline.ts"
import { awaitsGrade } from "./grades.ts"
import { type LedgerTerms, openLedger } from "./ledger.ts"
import { canBegin } from "./letting-in.ts"
import { awaitsDecision } from "./review.ts"
import { rulingRoom, termsOf } from "./terms.ts"
import { gapsOf, unseenSince } from "./watching.ts"

export type Field = (state: Attempt) => unknown
export type Fields = Readonly<Record<string, Field>>
/** `of` a key that is not there is `undefined`. */
export interface Collection {
  readonly keys: (state: Attempt) => ReadonlyArray<string>
  readonly of: (state: Attempt, key: string) => unknown
}
export type Collections = Readonly<Record<string, Collection>>

const collection = <Value>(
  record: (state: Attempt) => Readonly<Record<string, Value>>,
  show: (value: Value, key: string, state: Attempt) => unknown
): Collection => ({
  keys: (state) => Object.keys(record(state)),
  of: (state, key) => {
    const value = own(record(state), key)
    return value === undefined ? undefined : show(value, key, state)
  }
})

const own = <Value>(record: Readonly<Record<string, Value>>, key: string): Value | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined

type Kept = Attempt["answers"][QuestionId]["response"] | Attempt["messages"][string]["text"]
/** Nothing, once its author's words were erased. */
const wordsOf = (kept: Kept): Response | string | undefined => (kept._tag === "Words" ? kept.value : undefined)

const answers = collection(
  (state) => state.answers,
  ({ response, at }) => ({ response: wordsOf(response), savedAt: at })
)
const saved = collection(
  (state) => state.answers,
  ({ at }) => at
)
const lateAnswers = collection(
  (state) => state.late,
  (kept, question, state) => {
    const latest = kept.at(-1)
    if (latest === undefined) return undefined
    const decided = own<Attempt["lateDecisions"][QuestionId]>(state.lateDecisions, question)
    return {
      response: wordsOf(latest.response),
      receivedAt: latest.receivedAt,
      claimedAt: latest.claimedAt ?? undefined,
      decision: decided === undefined ? (state.lateLapsed ? "lapsed" : "awaiting") : decided.accept ? "accepted" : "refused",
      reason: decided?.reason
    }
  }
)

const messages = (toTaker: boolean): Collection =>
  collection(
    (state) => state.messages,
    ({ kind, from, by, text, at, confirmedAt }) => ({
      kind,
      from,
      by: toTaker && from === "staff" ? undefined : by,
      text: wordsOf(text),
      at,
      confirmedAt: confirmedAt ?? undefined
    })
  )

const flags = collection(
  (state) => state.flags,
  ({ by, at, note, withdrawnAt }) => ({
    by,
    at,
    note: wordsOf(note),
    withdrawnAt: withdrawnAt ?? undefined
  })
)
const acts = collection(
  (state) => state.acts,
  ({ what, by, at, reason, action }) => ({ what, by, at, reason, action })
)

/** A device's sender without the person it is scoped by; whatever speaks for a log-in is `session`. */
export const deviceName = (sender: string): string => {
  const own = sender.slice(sender.indexOf(":") + 1)
  return own.startsWith("device:") ? own : "session"
}

const timeChange =
  (toTaker: boolean): Field =>
  ({ timeChange: change }) => {
    if (change === null) return undefined
    const { n, old, new: moved, reason, note, by, at, acknowledgedAt } = change
    return { n, old, new: moved, reason, note, by: toTaker ? undefined : by, at, acknowledgedAt }
  }

const standstill =
  (toTaker: boolean): Field =>
  (state) =>
    state.standstill.length === 0
      ? undefined
      : state.standstill.map(({ kind, since, by, reason }) => ({ kind, since, by: toTaker ? undefined : by, reason }))

const verdict =
  (toTaker: boolean): Field =>
  ({ verdict: given }) =>
    given === null
      ? undefined
      : { verdict: given.verdict, reason: given.reason, at: given.at, by: toTaker ? undefined : [...given.by] }

/** What the limit comes to, without what a closing room cuts off. */
const givenTime = (terms: LedgerTerms): number | undefined =>
  deadline(openLedger(instant(0), { ...terms, window: null })) ?? undefined

const lifecycle = (toTaker: boolean): Fields => ({
  attemptId: (state) => state.attemptId,
  assessmentId: (state) => state.assessmentId,
  courseId: (state) => state.courseId,
  sittingId: (state) => state.sittingId ?? undefined,
  learnerId: (state) => state.userId,
  number: (state) => state.number,
  type: (state) => state.type,
  title: (state) => state.title,
  state: (state) => state.state,
  createdAt: (state) => state.createdAt,
  limit: (state) => givenTime(state.ledger ?? termsOf(state)),
  startedAt: (state) => state.ledger?.start,
  deadline: (state) => state.deadline ?? undefined,
  timeChange: timeChange(toTaker),
  standstill: standstill(toTaker),
  leftMs: ({ standstill: held, ledger }) =>
    held.length === 0 || ledger === null ? undefined : (leftAtStandstill(ledger) ?? undefined),
  device: ({ holder }) =>
    holder === null ? undefined : { epoch: holder.epoch, name: deviceName(holder.name), since: holder.since },
  handRaised: (state) => state.handRaised ?? undefined,
  verdict: verdict(toTaker),
  appeal: ({ appeal }) =>
    appeal === null ? undefined : { text: wordsOf(appeal.text), at: appeal.at, decision: appeal.decision },
  preview: (state) => (state.preview ? true : undefined),
  compensated: ({ ledger }) => (ledger === null || ledger.compensations.length === 0 ? undefined : compensated(ledger)),
  endedAt: (state) => state.endedAt ?? undefined,
  submittedAt: (state) => state.submittedAt ?? undefined,
  submittedBy: (state) => state.submittedBy ?? undefined,
  answered: (state) => state.answered,
  total: (state) => state.asked.length,
  late: (state) => state.lateQuestions
})

const check: Field = ({ check: found }) => (found === null ? undefined : { ...found, concerns: [...found.concerns] })

const grade =
  (shown: (state: Attempt) => boolean, withQuestions: (state: Attempt) => boolean): Field =>
  (state) => {
    if (state.grade === null || state.gradedAt === null || !shown(state)) return undefined
    const { score, passed, awarded, outOf, questions } = state.grade
    return {
      score,
      passed,
      awarded,
      outOf,
      gradedAt: state.gradedAt,
      provisional: isProvisional(state),
      questions: withQuestions(state) ? questions : undefined
    }
  }

/** Late answers await a decision, or another grading after one (T7), or a verdict is awaited (S7). */
export const isProvisional = (state: Attempt): boolean =>
  state.state === "under_review" || awaitsDecision(state) || (state.grade !== null && awaitsGrade(state))

const gradingDelayed: Field = ({ state, gradingTries }) =>
  gradingTries > 1 && (state === "submitted" || state === "terminated" || state === "grading")

const taker: Fields = {
  ...lifecycle(true),
  canBegin,
  needs: (state) => {
    const { password, check: wanted } = rulingRoom(state)?.rules ?? { password: false, check: false }
    return {
      password,
      check: wanted && state.check === null,
      consent: state.consented ? undefined : (state.consent ?? undefined)
    }
  },
  beginsAt: ({ room }) => room?.beginsAt ?? undefined,
  check,
  room: ({ room }) =>
    room === null
      ? undefined
      : {
          phase: room.phase,
          opensAt: room.opensAt,
          closesAt: room.closesAt ?? undefined,
          closeCuts: room.closeCuts,
          lateEntry: room.lateEntry
        },
  // A grade that is held back or withdrawn is not the learner's to see, nor one of what counts as never sat; a preview's
  // is nobody else's.
  grade: grade(
    ({ state, gradeReported, preview }) => state !== "voided" && (gradeReported || preview),
    (state) => state.review
  )
}

const proctored: Fields = {
  check,
  watch: (state) => ({
    counts: { ...state.watch.counts },
    latest: [...state.watch.latest],
    observedTo: state.watch.observedTo,
    gapMs: gapsOf(state)
  }),
  unseenSince,
  devices: (state) => state.devices.map(({ name, epoch, address, since }) => ({ name: deviceName(name), epoch, address, since })),
  proposal: ({ proposal }) => (proposal === null ? undefined : { ...proposal }),
  gradingDelayed
}

const talkAndActs: Collections = { messages: messages(false), flags, acts }

export const fieldsOf = {
  taker,
  proctors: { ...lifecycle(false), ...proctored },
  graders: {
    ...lifecycle(false),
    ...proctored,
    grade: grade(
      () => true,
      () => true
    )
  }
} as const

export const collectionsOf = {
  taker: { answers, lateAnswers, messages: messages(true) },
  proctors: { saved, ...talkAndActs },
  graders: { answers, lateAnswers, ...talkAndActs }
} as const
