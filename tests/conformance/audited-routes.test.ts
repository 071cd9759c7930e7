/** Whether a change is recorded in the audit log is decided for every route and every command of the live connection. */
import { describe, expect, it } from "vitest"
import { registry } from "../../actors/registry.ts"
import { entryOf } from "../../gateway/audit.ts"
import { everythingAsked } from "../../gateway/policy.ts"
import { auditedActions } from "../../protocol/audit.ts"
import { actorRef, actorTypes, UserId } from "../../protocol/ids.ts"
import { Api } from "../../protocol/rest/api.ts"
import { audited, auditedCommands, exempt } from "./audited-routes.ts"

const changing = Object.values(Api.groups).flatMap((group) =>
  Object.entries(group.endpoints)
    .filter(([, { method }]) => method !== "GET")
    .map(([name]) => `${group.identifier}.${name}`)
)

describe("what is audited", () => {
  it("AUD-18 is decided of every route that changes something, and of nothing else", () => {
    // A new route stands in tests/conformance/audited-routes.ts: under what it is recorded as, or why it is not.
    const decided = [...Object.keys(audited), ...Object.keys(exempt)]
    expect(changing.filter((route) => !decided.includes(route))).toEqual([])
    expect(decided.filter((route) => !everythingAsked.routes().includes(route))).toEqual([])
    expect(Object.keys(audited).filter((route) => Object.hasOwn(exempt, route))).toEqual([])
    expect(Object.values(exempt).filter((why) => !/^[A-Z].{10,}\.$/.test(why))).toEqual([])
  })

  it("AUD-19 names no action that nothing writes, and leaves none out", () => {
    // Written by what no route is asked for: an operator's change of keys, and the command line.
    const elsewhere = ["key.rotation_begun", "key.rotation_finished"]
    const written = [...Object.values(audited).flat(), ...elsewhere]
    expect(Object.keys(auditedActions).filter((action) => !written.some((one) => one === action))).toEqual([])
  })

  it("AUD-20 are commands over the live connection as they are over REST", () => {
    const person = {
      _tag: "Person",
      userId: UserId.make(7),
      role: "admin",
      permissions: ["*"],
      session: "s",
      courses: [],
      sittings: []
    } as const
    const fields = { userId: 8, approved: true, versionId: 3, learners: [8] }
    const from = { address: "192.0.2.7", userAgent: "vitest" }
    const recorded = everythingAsked.commands(Object.values(registry)).filter((name) => {
      const [type, _tag = ""] = name.split(".")
      const to = actorTypes.flatMap((each) => (each === type ? [actorRef(each, 1)] : []))[0]
      return to !== undefined && entryOf({ person, to, command: { _tag, ...fields }, seq: 1, from }) !== undefined
    })
    expect(recorded.sort()).toEqual([...auditedCommands].sort())
  })
})
