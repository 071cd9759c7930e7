import { describe, expect, it } from "vitest"
import { transitions } from "../../actors/attempt/transitions.ts"
import { attemptStates, type AttemptState } from "../../protocol/attempt.ts"
import { refusals } from "../../protocol/errors.ts"

const allowed = (command: keyof typeof transitions): ReadonlyArray<AttemptState> =>
  attemptStates.filter((state) => transitions[command][state] === "allowed")

const before = ["created", "waiting"]
const running = ["in_progress", "paused"]
const handedIn = ["submitted", "terminated", "grading", "graded", "under_review"]

describe("the table of transitions", () => {
  it("S1 names a known refusal for every command in every state that does not allow it", () => {
    for (const [command, row] of Object.entries(transitions)) {
      expect(Object.keys(row).sort(), command).toEqual([...attemptStates].sort())
      for (const code of Object.values(row)) expect(code === "allowed" || Object.hasOwn(refusals, code), code).toBe(true)
    }
  })
  it.each([
    ["Begin", before],
    ["Decline", before],
    ["SaveAnswer", [...running, "ended", ...handedIn]],
    ["Submit", [...running, "ended"]],
    ["TakeOver", running],
    ["Pause", running],
    ["Resume", running],
    ["Lock", running],
    ["Clear", running],
    ["Terminate", running],
    ["Appeal", ["rejected"]]
  ] as const)("S1 S2 %s is allowed in %j alone", (command, states) =>
    expect([...allowed(command)].sort()).toEqual([...states].sort())
  )

  it("S3 from what was handed in only Reopen and a late Extend lead back, and none of them after a verdict", () => {
    for (const command of ["Reopen", "Extend"] as const) {
      for (const state of handedIn) expect(allowed(command)).toContain(state)
      expect([transitions[command].verified, transitions[command].rejected]).toEqual(["verdict_given", "verdict_given"])
    }
    for (const command of ["Begin", "Resume", "Clear", "TakeOver"] as const) {
      for (const state of handedIn) expect(allowed(command)).not.toContain(state)
    }
  })
  it("S1 nothing but a void follows what never began", () => {
    for (const state of ["declined", "expired", "absent"] as const) {
      const open = Object.keys(transitions).filter(
        (command) => transitions[command as keyof typeof transitions][state] === "allowed"
      )
      expect(open.sort()).toEqual(
        [
          "Alarm",
          "Compensate",
          "ConfirmMessage",
          "Create",
          "Directed",
          "GradingFailed",
          "Message",
          "RaiseHand",
          "RoomChanged",
          "Say",
          "Void",
          "Warn"
        ].sort()
      )
    }
  })
})
