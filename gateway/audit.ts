/**
 * Which accepted commands the activity log tells of, over whichever way they came, and of which the rest of the gateway
 * hears. A command that is sent again is told of again: the log is of what people did, the journal of what took effect.
 */
import { Context, Effect, Layer } from "effect"
import type { ActorRef } from "../protocol/ids.ts"
import type { Person } from "../protocol/principal.ts"
import { type Activity, ActivityLog } from "../storage/catalogue/activity.ts"
import type { Origin } from "./address.ts"
import { Assignments } from "./auth/assignments.ts"

const told: Readonly<Record<string, Activity["action"]>> = {
  "course Enrol": "enrol",
  "course Withdraw": "withdraw",
  "attempt Begin": "attempt_started",
  "attempt Submit": "attempt_submitted",
  "exam Open": "exam_opened",
  "exam Close": "exam_closed",
  "exam AssignProctor": "proctor_assigned"
}

/** Called for every command that was accepted, so that it may only take note. */
export const Audit = Context.Reference<(person: Person, to: ActorRef, command: string, from: Origin) => void>(
  "stoa/gateway/Audit",
  { defaultValue: () => () => {} }
)

const assigning: ReadonlySet<string> = new Set(["exam AssignProctor", "exam UnassignProctor"])

export const auditLayer = Layer.effect(
  Audit,
  Effect.map(
    Effect.all([ActivityLog, Assignments]),
    ([log, assignments]) =>
      (person: Person, to: ActorRef, command: string, from: Origin) => {
        if (assigning.has(`${to.type} ${command}`)) assignments.changed()
        const action = told[`${to.type} ${command}`]
        if (action === undefined) return
        log.record({ action, userId: person.userId, subject: { type: to.type, id: to.id }, ...from })
      }
  )
)
