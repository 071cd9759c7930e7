/**
 * What is made of accepted commands, over whichever way they came: lines of the activity log, entries of the audit log, and
 * word for the rest of the gateway. What takes power over others is in the audit log before it is answered; where that cannot
 * be written now, whoever asked is told to ask again, and the command, which was done already, is not done twice. So an
 * entry may be there twice, under one number of the journal; never not at all.
 *
 * What is done to attempts and in exams' rooms has a chain of its own, the journal, and is not recorded a second time.
 */
import { Context, Effect, Exit, Layer, Schema } from "effect"
import type { NewAuditEntry } from "../protocol/audit.ts"
import { Admit, DecideRequest, MoveLearners, Remove } from "../protocol/course.ts"
import { AssignProctor, UnassignProctor } from "../protocol/exam.ts"
import type { ActorRef } from "../protocol/ids.ts"
import type { Person } from "../protocol/principal.ts"
import { AuditLog } from "../storage/audit/audit-log.ts"
import { doneBy } from "../storage/audit/changer.ts"
import { type Activity, ActivityLog } from "../storage/catalogue/activity.ts"
import type { Origin } from "./address.ts"
import { Assignments } from "./auth/assignments.ts"

/** A command that an actor has accepted, as the row `seq` of its journal. */
export interface Accepted {
  readonly person: Person
  readonly to: ActorRef
  readonly command: { readonly _tag: string }
  readonly seq: number
  readonly from: Origin
}

/** Called for every command that was accepted; `told`, once, when it may be answered: `false`, that it cannot be now. */
export const Audit = Context.Reference<(accepted: Accepted, told: (recorded: boolean) => void) => void>("stoa/gateway/Audit", {
  defaultValue: () => (_, told) => told(true)
})

const told: Readonly<Record<string, Activity["action"]>> = {
  "course Enrol": "enrol",
  "course Withdraw": "withdraw",
  "attempt Begin": "attempt_started",
  "attempt Submit": "attempt_submitted",
  "exam Open": "exam_opened",
  "exam Close": "exam_closed",
  "exam AssignProctor": "proctor_assigned"
}

const assigning: ReadonlySet<string> = new Set(["exam AssignProctor", "exam UnassignProctor"])

/** Of courses and exams, which have none of these tags in common. */
const Powerful = Schema.Union([Admit, Remove, DecideRequest, MoveLearners, AssignProctor, UnassignProctor])
const isPowerful = Schema.is(Powerful)
const powerful: ReadonlySet<string> = new Set([
  ...["course Admit", "course Remove", "course DecideRequest", "course MoveLearners"],
  ...assigning
])

/** What the audit log has of it; `undefined` of all that takes no power over others. */
export const entryOf = ({ person, to, command, seq, from }: Accepted): NewAuditEntry | undefined => {
  if (!powerful.has(`${to.type} ${command._tag}`) || !isPowerful(command)) return undefined
  const by = { person: person.userId, from }
  const journal_seq = seq
  const course = doneBy(by, "course", to.id)
  const sitting = doneBy(by, "sitting", to.id)
  switch (command._tag) {
    case "Admit":
      return { action: "enrolment.forced", ...course, details: { user_id: command.userId, journal_seq } }
    case "Remove":
      return { action: "enrolment.ended", ...course, details: { user_id: command.userId, journal_seq } }
    case "DecideRequest":
      return {
        action: "enrolment.decided",
        ...course,
        details: { user_id: command.userId, approved: command.approved, journal_seq }
      }
    case "MoveLearners":
      return {
        action: "course.learners_moved",
        ...course,
        details: { version_id: command.versionId, learners: command.learners, journal_seq }
      }
    case "AssignProctor":
      return { action: "sitting.proctor_assigned", ...sitting, details: { user_id: command.userId, journal_seq } }
    case "UnassignProctor":
      return { action: "sitting.proctor_unassigned", ...sitting, details: { user_id: command.userId, journal_seq } }
  }
}

export const auditLayer = Layer.effect(
  Audit,
  Effect.gen(function* () {
    const activity = yield* ActivityLog
    const log = yield* AuditLog
    const assignments = yield* Assignments
    const run = Effect.runForkWith(yield* Effect.context<never>())
    return (accepted: Accepted, recorded: (is: boolean) => void) => {
      const { person, to, command, from } = accepted
      const name = `${to.type} ${command._tag}`
      if (assigning.has(name)) assignments.changed()
      const action = told[name]
      if (action !== undefined) activity.record({ action, userId: person.userId, subject: { type: to.type, id: to.id }, ...from })
      const entry = entryOf(accepted)
      if (entry === undefined) return recorded(true)
      run(log.record(entry)).addObserver((exit) => recorded(Exit.isSuccess(exit)))
    }
  })
)
