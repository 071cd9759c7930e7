import { rest } from "../rest.ts"
import type { World } from "../world.ts"

const sitting = (world: World) => ({ params: { id: world.sitting } })
const asking = (body: unknown) => (world: World) => ({ ...sitting(world), body })
const about = (world: World, userId: number) => ({ params: { id: world.sitting, userId } })
const reason = "As an example"

export const sittings = rest(
  `
                            nobody  owner  fellow  outsider  teacher  colleague  mentor  watcher  proctor  sponsor  visitor  admin
  sittings.read             401     yes    404     404       yes      404        404     yes      404      404      404      yes
  sittings.wall             401     403    403     403       yes      404        403     yes      404      403      403      yes
  sittings.reviews          401     403    403     403       yes      404        403     yes      404      403      403      yes
  sittings.people           401     403    403     403       yes      404        403     yes      404      403      403      yes
  sittings.cases            401     403    403     403       yes      yes        403     yes      yes      403      403      yes
  sittings.open             401     403    403     403       yes      404        403     yes      404      403      403      yes
  sittings.pause            401     403    403     403       yes      404        403     yes      404      403      403      yes
  sittings.resume           401     403    403     403       yes      404        403     yes      404      403      403      yes
  sittings.act              401     403    403     403       yes      404        403     yes      404      403      403      yes
  sittings.beginShift       401     403    403     403       yes      404        403     yes      404      403      403      yes
  sittings.handOver         401     403    403     403       yes      404        403     yes      404      403      403      yes
  sittings.endShift         401     403    403     403       yes      404        403     yes      404      403      403      yes
  sittings.assignProctor    401     403    403     403       yes      404        403     403      403      403      403      yes
  sittings.unassignProctor  401     403    403     403       yes      404        403     403      403      403      403      yes
  sittings.setGroup         401     403    403     403       yes      404        403     403      403      403      403      yes
  sittings.removeGroup      401     403    403     403       yes      404        403     403      403      403      403      yes
  sittings.setTerms         401     403    403     403       yes      404        403     403      403      403      403      yes
  sittings.removeTerms      401     403    403     403       yes      404        403     403      403      403      403      yes
  sittings.close            401     403    403     403       yes      404        403     yes      404      403      403      yes
`,
  {
    "sittings.read": sitting,
    "sittings.wall": sitting,
    "sittings.reviews": sitting,
    "sittings.people": sitting,
    "sittings.open": sitting,
    "sittings.pause": asking({ reason }),
    "sittings.resume": sitting,
    "sittings.act": (world, who) => ({
      ...sitting(world),
      body: { actionId: `rest-${who}`, on: "room", action: { _tag: "Message", text: "Good day" } }
    }),
    "sittings.beginShift": sitting,
    "sittings.handOver": (world) => ({ ...sitting(world), body: { to: world.people.watcher.id } }),
    "sittings.endShift": sitting,
    "sittings.assignProctor": (world) => about(world, world.people.mentor.id),
    "sittings.unassignProctor": (world) => about(world, world.people.mentor.id),
    "sittings.setGroup": (world) => ({
      params: { id: world.sitting, group: "slow" },
      body: { members: [world.people.owner.id], terms: {} }
    }),
    "sittings.removeGroup": async (world) => ({ params: { id: world.sitting, group: await world.newGroup() } }),
    "sittings.setTerms": (world) => ({ ...about(world, world.people.owner.id), body: { extra: 60_000 } }),
    "sittings.removeTerms": (world) => about(world, world.people.owner.id),
    "sittings.close": sitting
  }
)
