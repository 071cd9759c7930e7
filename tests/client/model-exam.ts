/** What the model server knows of a sitting: what its staff have ordered, as their view tells it. */
import type { ExamCommand } from "../../protocol/exam.ts"
import { staffId, type Effect } from "./model-attempt.ts"

export const decideExam = (command: ExamCommand, at: number): Effect => {
  switch (command._tag) {
    case "Open":
      return { reply: { openedAt: at }, patch: { phase: "open", openedAt: at } }
    case "Close":
      return { reply: { closedAt: at }, patch: { phase: "closed", closedAt: at } }
    case "PauseRoom":
      return {
        reply: { pausedAt: at },
        patch: { pausedSince: at, pauses: [{ from: at, until: null, by: staffId, reason: command.reason }] }
      }
    case "ResumeRoom":
      return { reply: { resumedAt: at }, patch: { pausedSince: null } }
    case "Act": {
      const { actionId, action, on } = command
      const ordered = { what: action._tag, by: staffId, at, room: on === "room", targets: 1, done: 0, refused: {} }
      return { reply: { actionId, targets: 1 }, patch: { actions: { [actionId]: ordered } } }
    }
    case "BeginShift":
      return { reply: { at }, patch: { proctors: { [staffId]: { assignedAt: at, onDutySince: at } }, handover: null } }
    case "HandOver":
      return { reply: { at }, patch: { handover: { from: staffId, to: command.to, note: command.note ?? null, at } } }
    case "EndShift":
      return { reply: { at }, patch: { proctors: { [staffId]: { onDutySince: null } } } }
    case "AssignProctor":
      return { reply: { assignedAt: at }, patch: { proctors: { [command.userId]: { assignedAt: at } } } }
    case "UnassignProctor":
      return { reply: { at }, patch: { proctors: { [command.userId]: null } } }
    case "SetGroup": {
      const { group, members } = command
      return { reply: { warnings: [] }, patch: { groups: { [group]: { members, terms: {} } } } }
    }
    case "RemoveGroup":
      return { reply: { warnings: [] }, patch: { groups: { [command.group]: null } } }
    case "SetTerms":
      return { reply: { warnings: [] }, patch: { terms: { [command.userId]: command.terms === null ? null : {} } } }
  }
}
