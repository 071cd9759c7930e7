/** A sitting in the hall, from the enrolments until all has come to rest. */
import { actorRef } from "../../protocol/ids.ts"
import { instant } from "../../protocol/time.ts"
import { Hall, type Hand, type Sent } from "./hall.ts"
import { assessmentId, courseRef, examRef, hallFacts, handsOf, learners, proctors, sittingId } from "./hall-people.ts"

export class Sitting {
  readonly hall: Hall
  /** Attempts by learner, as `StartAttempt` told them. */
  readonly attempts = new Map<number, number>()
  readonly factors = new Map<number, string>()
  actions = 0

  constructor(seed: number, compensate: boolean) {
    const noon = 1_800_000_000_000
    this.hall = new Hall(seed, hallFacts(instant(noon + 5_000), null), compensate)
  }

  async begin(): Promise<void> {
    const { hall } = this
    hall.boot(0)
    hall.boot(1)
    await hall.world.pass(1_000)
    const started = learners.map((learner) => {
      const [laptop] = handsOf(learner)
      hall.ask(laptop, courseRef, { _tag: "Enrol" })
      const started = hall.ask(laptop, actorRef("learner", learner), { _tag: "StartAttempt", assessmentId, sittingId })
      return [learner, started] as const
    })
    await hall.world.pass(8_000)
    for (const [learner, { outcome }] of started) {
      if (outcome?._tag !== "Done") throw new Error(`no attempt for ${learner}: ${JSON.stringify(outcome)}`)
      this.attempts.set(learner, Number(Reflect.get(Object(outcome.reply), "attemptId")))
    }
  }

  /** Both nodes up, nobody pausing, and everything over that was to come. */
  async rest(): Promise<void> {
    const { hall } = this
    hall.boot(0)
    hall.boot(1)
    delete hall.faults.beforeCommit
    delete hall.faults.afterCommit
    await hall.world.pass(15_000)
    hall.ask(proctors[0], examRef, { _tag: "ResumeRoom" })
    for (const [learner] of this.attempts) {
      this.staff(0, learner, { _tag: "Clear" })
      this.staff(0, learner, { _tag: "Resume" })
    }
    for (let minutes = 0; minutes < 60 && this.#someRun(); minutes++) await hall.world.pass(60_000)
    await hall.world.pass(30_000)
  }

  #someRun(): boolean {
    const over = new Set(["created", "waiting", "graded", "under_review"])
    return this.hall.unanswered > 0 || this.hall.storage.table("attempts").some(({ status }) => !over.has(String(status)))
  }

  learner(hand: Hand, learner: number, command: Sent, skewMs = 0): void {
    const id = this.attempts.get(learner)
    if (id === undefined) return
    this.hall.ask(hand, actorRef("attempt", id), command, instant(this.hall.world.now() + skewMs))
  }

  staff(which: 0 | 1 | 2 | 3, learner: number, command: Sent): void {
    const id = this.attempts.get(learner)
    if (id !== undefined) this.hall.ask(proctors[which], actorRef("attempt", id), command)
  }
}
