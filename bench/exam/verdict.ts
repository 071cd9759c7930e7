/**
 * Judges a round by the server's own words: an answer by the receive time that it was acknowledged and stored with, an end
 * by when it was shown. Where the server gave no receive time, the sender's own clock has to excuse a refusal.
 */
import { quantile, round } from "../report.ts"
import type { History } from "./history.ts"
import type { TakersFinding, WallFinding } from "./job.ts"

export interface Verdict {
  readonly closed: number
  readonly lateMsP50: number
  readonly lateMsP99: number
  readonly acceptedAfterDeadline: number
  readonly refusedBeforeDeadline: number
  readonly wallLatencyMsP99: number
}

export interface Judged {
  readonly verdict: Verdict
  /** For people: what lies behind the figures. */
  readonly notes: ReadonlyArray<string>
  /** What makes the round worthless or wrong, apart from the figures. */
  readonly faults: ReadonlyArray<string>
}

export interface Evidence {
  readonly deadlines: ReadonlyMap<number, number>
  readonly histories: ReadonlyMap<number, History>
  readonly takers: TakersFinding
  readonly wall: WallFinding
  /** The database's clock minus ours, in ms. */
  readonly offset: number
}

/** Of an attempt's rows, those that change what the wall shows. */
const onTheWall = ["AnswerSaved", "AnswerLate", "Ended", "Submitted", "Graded"]
/** Rows of the bell only, since before it 500 people sit down at once. */
const wallFromMs = 2_000
/** The clocks were compared to about this. */
const clockDoubtMs = 2

export const judge = (evidence: Evidence): Judged => {
  const { deadlines, histories, takers, wall, offset } = evidence
  const faults = [...takers.examples, ...wall.examples]
  const late = takers.ends.flatMap(({ attemptId, shownAt }) => {
    const deadline = deadlines.get(attemptId)
    return deadline === undefined ? [] : [shownAt + offset - deadline]
  })
  const decided = [...histories.values()].flatMap(({ attemptId, ended }) => {
    const deadline = deadlines.get(attemptId)
    if (ended !== undefined && ended.at !== deadline)
      faults.push(`attempt/${attemptId}: ended as of ${ended.at}, due ${deadline}`)
    return ended === undefined || deadline === undefined ? [] : [ended.decidedAt - deadline]
  })
  const stored = takers.ends.flatMap(({ attemptId, shownAt }) => {
    const ended = histories.get(attemptId)?.ended
    return ended === undefined ? [] : [shownAt + offset - ended.decidedAt]
  })
  const answers = judgeAnswers(evidence)
  const shown = wallLatencies(evidence)
  if (shown.missing > 0) faults.push(`${shown.missing} changes were never shown on the wall`)
  if (takers.ends.length < deadlines.size) faults.push(`${deadlines.size - takers.ends.length} takers were not shown their end`)
  if (answers.unanswered > 0) faults.push(`${answers.unanswered} answers were not answered`)
  const ms = (values: ReadonlyArray<number>, share: number) => round(quantile(values, share))
  return {
    verdict: {
      closed: decided.length,
      lateMsP50: ms(late, 0.5),
      lateMsP99: ms(late, 0.99),
      acceptedAfterDeadline: answers.acceptedAfter,
      refusedBeforeDeadline: answers.refusedBefore,
      wallLatencyMsP99: ms(shown.latencies, 0.99)
    },
    notes: [
      `the end was decided ${ms(decided, 0.5)} ms (half), ${ms(decided, 0.99)} ms (99 %), ${ms(decided, 1)} ms (all) after the ` +
        `deadline, stored and shown to its taker ${ms(stored, 0.5)} ms (half), ${ms(stored, 0.99)} ms (99 %) after that; ` +
        `clocks differ by ${round(offset)} ms`,
      `${answers.counted} answers counted and ${answers.late} came late; nearest to the bell: ${answers.nearest[0]} ms before it ` +
        `counted, ${answers.nearest[1]} ms after it didn't; ${answers.refused} refused`,
      `${shown.latencies.length} changes on the wall in ${wall.frames} frames: half within ${ms(shown.latencies, 0.5)} ms, ` +
        `99 % within ${ms(shown.latencies, 0.99)} ms, all within ${ms(shown.latencies, 1)} ms`
    ],
    faults
  }
}

const judgeAnswers = ({ deadlines, histories, takers, offset }: Evidence) => {
  let [acceptedAfter, refusedBefore, counted, late, refused, unanswered] = [0, 0, 0, 0, 0, 0]
  let [lastBefore, firstAfter] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  for (const { attemptId, outcome, savedAt, sentAt } of takers.answers) {
    const deadline = deadlines.get(attemptId) ?? Number.NaN
    switch (outcome) {
      case "counted":
        counted++
        if (savedAt === undefined || savedAt > deadline) acceptedAfter++
        else lastBefore = Math.min(lastBefore, deadline - savedAt)
        break
      case "late":
        late++
        if (savedAt === undefined || savedAt <= deadline) refusedBefore++
        else firstAfter = Math.min(firstAfter, savedAt - deadline)
        break
      case "refused":
        refused++
        if (sentAt + offset <= deadline + clockDoubtMs) refusedBefore++
        break
      case "unanswered":
        unanswered++
    }
  }
  // The same by what is stored, whatever was told: one that is wrong by both is wrong once.
  let [storedAfter, keptBefore] = [0, 0]
  for (const { attemptId, rows } of histories.values()) {
    const deadline = deadlines.get(attemptId) ?? Number.NaN
    for (const { receivedAt, tags } of rows) {
      if (tags.has("AnswerSaved") && receivedAt > deadline) storedAfter++
      if (tags.has("AnswerLate") && receivedAt <= deadline) keptBefore++
    }
  }
  acceptedAfter = Math.max(acceptedAfter, storedAfter)
  refusedBefore = Math.max(refusedBefore, keptBefore)
  return { acceptedAfter, refusedBefore, counted, late, refused, unanswered, nearest: [lastBefore, firstAfter] }
}

/** A change counts as shown with the first frame that holds it or a later one of the same attempt: frames are coalesced. */
const wallLatencies = ({ deadlines, histories, wall, offset }: Evidence) => {
  const frames = new Map<number, Array<{ readonly seq: number; readonly at: number }>>()
  for (const { attemptId, seq, at } of wall.applied) {
    const known = frames.get(attemptId)
    if (known === undefined) frames.set(attemptId, [{ seq, at }])
    else known.push({ seq, at })
  }
  const latencies: Array<number> = []
  let missing = 0
  for (const { attemptId, rows } of histories.values()) {
    const from = (deadlines.get(attemptId) ?? 0) - wallFromMs
    for (const { seq, at, tags } of rows) {
      if (at < from || !onTheWall.some((tag) => tags.has(tag))) continue
      const shown = frames.get(attemptId)?.find((frame) => frame.seq >= seq)
      if (shown === undefined) missing++
      else latencies.push(shown.at + offset - at)
    }
  }
  return { latencies, missing }
}
