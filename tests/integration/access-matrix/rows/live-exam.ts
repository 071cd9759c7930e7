import { live } from "../live.ts"
import type { World } from "../world.ts"

const to = (command: { readonly _tag: string; readonly [field: string]: unknown }) => (world: World) => ({
  to: { type: "exam" as const, id: world.sitting },
  command
})
const reason = "As an example"

export const liveExam = live(
  `
                        nobody  owner  fellow  outsider  teacher  colleague  mentor  watcher  proctor  sponsor  visitor  admin
  exam.Open             401     403    403     403       yes      404        403     yes      404      403      403      yes
  exam.PauseRoom        401     403    403     403       yes      404        403     yes      404      403      403      yes
  exam.ResumeRoom       401     403    403     403       yes      404        403     yes      404      403      403      yes
  exam.Act              401     403    403     403       yes      404        403     yes      404      403      403      yes
  exam.BeginShift       401     403    403     403       yes      404        403     yes      404      403      403      yes
  exam.HandOver         401     403    403     403       yes      404        403     yes      404      403      403      yes
  exam.EndShift         401     403    403     403       yes      404        403     yes      404      403      403      yes
  exam.AssignProctor    401     403    403     403       yes      404        403     403      403      403      403      yes
  exam.UnassignProctor  401     403    403     403       yes      404        403     403      403      403      403      yes
  exam.SetGroup         401     403    403     403       yes      404        403     403      403      403      403      yes
  exam.RemoveGroup      401     403    403     403       yes      404        403     403      403      403      403      yes
  exam.SetTerms         401     403    403     403       yes      404        403     403      403      403      403      yes
  exam.Close            401     403    403     403       yes      404        403     yes      404      403      403      yes
`,
  {
    "exam.Open": to({ _tag: "Open" }),
    "exam.PauseRoom": to({ _tag: "PauseRoom", reason }),
    "exam.ResumeRoom": to({ _tag: "ResumeRoom" }),
    "exam.Act": (world, who) =>
      to({ _tag: "Act", actionId: `live-${who}`, on: "room", action: { _tag: "Message", text: "Good day" } })(world),
    "exam.BeginShift": to({ _tag: "BeginShift" }),
    "exam.HandOver": (world) => to({ _tag: "HandOver", to: world.people.watcher.id })(world),
    "exam.EndShift": to({ _tag: "EndShift" }),
    "exam.AssignProctor": (world) => to({ _tag: "AssignProctor", userId: world.people.mentor.id })(world),
    "exam.UnassignProctor": (world) => to({ _tag: "UnassignProctor", userId: world.people.mentor.id })(world),
    "exam.SetGroup": (world) => to({ _tag: "SetGroup", group: "slow", members: [world.people.owner.id], terms: {} })(world),
    "exam.RemoveGroup": async (world) => to({ _tag: "RemoveGroup", group: await world.newGroup() })(world),
    "exam.SetTerms": (world) => to({ _tag: "SetTerms", userId: world.people.owner.id, terms: { extra: 60_000 } })(world),
    "exam.Close": to({ _tag: "Close" })
  }
)
