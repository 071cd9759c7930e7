/** A room with everybody at work, as the server would tell of it: rows and presence, changed at random from a seed. */
import type { WallRow } from "../../protocol/attempt.ts"
import type { ExamProctorView } from "../../protocol/exam.ts"
import { AssessmentId, AttemptId, CourseId, QuestionId, SittingId, UserId } from "../../protocol/ids.ts"
import type { FeedRow, PresenceRow } from "../../protocol/live.ts"
import { signalKinds } from "../../protocol/proctoring.ts"
import type { RoomPerson } from "../../protocol/rest/sittings.ts"
import { hours, instant, later, millis, minutes } from "../../protocol/time.ts"
import { Random } from "../random.ts"

export const sittingId = SittingId.make(1)
const total = 40
const firstNames = ["Amira", "Bruno", "Chiara", "Dmitri", "Elena", "Farid", "Greta", "Hugo", "Inés", "Jonas", "Keiko", "Luca"]
const lastNames = [
  "Adeyemi",
  "Brandt",
  "Castillo",
  "Dvorak",
  "Eriksen",
  "Fontana",
  "García",
  "Haddad",
  "Ivanova",
  "Jensen",
  "Kowalska"
]

export class Room {
  readonly #rows: Array<WallRow> = []
  readonly #presence: Array<PresenceRow> = []
  readonly #seqs: Array<number> = []
  readonly #random: Random

  constructor(size: number, seed: number) {
    this.#random = new Random(seed)
    const now = instant(Date.now())
    for (let n = 0; n < size; n++) {
      const startedAt = instant(now - this.#random.below(minutes(20)))
      this.#rows.push({
        attemptId: AttemptId.make(1_000 + n),
        learnerId: UserId.make(10_000 + n),
        number: 1,
        state: "in_progress",
        answered: this.#random.below(10),
        total,
        startedAt,
        deadline: later(startedAt, hours(2)),
        standstill: null,
        late: 0,
        submittedAt: null,
        handRaised: null,
        signals: {},
        lastSignal: null,
        gapMs: millis(0),
        unseenSince: now,
        flags: 0,
        unconfirmed: 0,
        unanswered: 0,
        timeChange: null,
        device: { epoch: 1, since: startedAt, changes: 0 },
        check: "good",
        lastAct: null
      })
      this.#presence.push({ key: String(1_000 + n), connection: "good", question: this.#question(), since: now })
      this.#seqs.push(10)
    }
  }

  get size(): number {
    return this.#rows.length
  }

  row(n: number): FeedRow | undefined {
    const row = this.#rows[n]
    return row === undefined ? undefined : { key: String(row.attemptId), seq: this.#seqs[n] ?? 0, row }
  }

  presence(n: number): PresenceRow | undefined {
    return this.#presence[n]
  }

  /** Something happens at this learner's; now and then something that asks for a proctor. */
  change(n: number): void {
    const row = this.#rows[n]
    const there = this.#presence[n]
    if (row === undefined || there === undefined) return
    const now = instant(Date.now())
    const chance = this.#random.fraction()
    this.#seqs[n] = (this.#seqs[n] ?? 0) + 1
    this.#rows[n] = {
      ...row,
      unseenSince: now,
      ...(chance < 0.5 ? { answered: (row.answered + 1) % (total + 1) } : {}),
      ...(chance >= 0.5 && chance < 0.502 ? this.#signal(row, now) : {}),
      ...(chance >= 0.502 && chance < 0.504 ? { handRaised: row.handRaised === null ? now : null } : {}),
      ...(chance >= 0.504 && chance < 0.505 ? { unanswered: (row.unanswered + 1) % 3 } : {})
    }
    if (chance > 0.9) this.#presence[n] = { ...there, question: this.#question(), since: now }
    else if (chance > 0.899)
      this.#presence[n] = { ...there, connection: there.connection === "good" ? "missing" : "good", since: now }
  }

  people(): ReadonlyArray<RoomPerson> {
    return this.#rows.map(({ learnerId }, n) => ({
      user_id: learnerId,
      first_name: firstNames[n % firstNames.length] ?? "",
      last_name: `${lastNames[n % lastNames.length] ?? ""} ${n}`,
      part: "candidate"
    }))
  }

  view(): ExamProctorView {
    const opensAt = instant(Date.now() - hours(1))
    return {
      sittingId,
      assessmentId: AssessmentId.make(1),
      courseId: CourseId.make(1),
      title: "Hall of the bench",
      phase: "open",
      opensAt,
      closeCuts: true,
      lateEntry: true,
      openedAt: opensAt,
      proctors: { "1": { assignedAt: opensAt, onDutySince: opensAt } },
      candidates: Object.fromEntries(
        this.#rows.map(({ attemptId, learnerId, number }) => [attemptId, { learnerId, number, registeredAt: opensAt }])
      ),
      registered: this.#rows.length,
      pauses: [],
      rules: {
        password: false,
        check: false,
        addresses: [],
        review: "flagged",
        secondReviewer: true,
        adjudicationMs: hours(24),
        reopenMs: hours(1)
      },
      groups: {},
      terms: {},
      actions: {}
    }
  }

  #question(): QuestionId {
    return QuestionId.make(`q-${1 + this.#random.below(total)}`)
  }

  #signal(row: WallRow, at: ReturnType<typeof instant>): Partial<WallRow> {
    const kind = signalKinds[this.#random.below(signalKinds.length)] ?? "focus_lost"
    return { signals: { ...row.signals, [kind]: (row.signals[kind] ?? 0) + 1 }, lastSignal: { kind, at } }
  }
}
