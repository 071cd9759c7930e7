/**
 * Each route that commands an attempt declares what its state may answer: the table of transitions and the description of
 * REST are written apart, and a client that knows the description knows every refusal.
 */
import { describe, expect, it } from "vitest"
import { transitions } from "../../actors/attempt/transitions.ts"
import { routeOf } from "../contract/judge.ts"

type Command = keyof typeof transitions

const commandsOf: Readonly<Record<string, ReadonlyArray<Command>>> = {
  "attempts.begin": ["Begin"],
  "attempts.answer": ["SaveAnswer"],
  "attempts.submit": ["Submit"],
  "attempts.decline": ["Decline"],
  "attempts.takeOver": ["TakeOver"],
  "attempts.acknowledgeTime": ["AcknowledgeTime"],
  "attempts.check": ["ReportCheck"],
  "attempts.signals": ["ReportSignals"],
  "attempts.say": ["Say"],
  "attempts.confirmMessage": ["ConfirmMessage"],
  "attempts.hand": ["RaiseHand"],
  "attempts.appeal": ["Appeal"],
  "cases.act": ["Message", "Warn", "Pause", "Resume", "Lock", "Clear", "Extend", "Terminate"],
  "cases.flag": ["Flag"],
  "cases.unflag": ["Unflag"],
  "cases.decideLate": ["DecideLate"],
  "cases.reopen": ["Reopen"],
  "cases.void": ["Void"],
  "cases.review": ["RequestReview"],
  "cases.verdict": ["ProposeVerdict", "ConfirmVerdict", "ReturnVerdict"]
}
/** Of the engine and of other actors: no route sends them. */
const fromInside: ReadonlyArray<Command> = ["Create", "RoomChanged", "Alarm", "Compensate", "Directed", "Graded", "GradingFailed"]

describe("what an attempt's state refuses", () => {
  it("S1 every command that people send has its route", () => {
    expect([...Object.values(commandsOf).flat(), ...fromInside].sort()).toEqual(Object.keys(transitions).sort())
  })

  it.each(Object.entries(commandsOf))("OAS-9 S1 %s declares every refusal of its states", (operation, commands) => {
    const declared = Object.values(routeOf(operation).operation.responses).flatMap(({ content = {} }) =>
      Object.keys(content["application/json"]?.examples ?? {})
    )
    const refused = new Set(commands.flatMap((command) => Object.values(transitions[command])))
    refused.delete("allowed")
    expect([...refused].filter((code) => !declared.includes(code))).toEqual([])
  })
})
