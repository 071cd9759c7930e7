import { rest } from "../rest.ts"

export const schedule = rest(
  `
                        nobody  owner  fellow  outsider  teacher  colleague  mentor  watcher  proctor  sponsor  visitor  admin
  schedule.mine         401     403    403     403       yes      yes        403     yes      yes      403      403      yes
  schedule.list         401     403    403     403       yes      404        403     403      403      403      403      yes
  schedule.add          401     403    403     403       yes      404        403     403      403      403      403      yes
  schedule.read         401     403    403     403       yes      404        403     403      403      403      403      yes
  schedule.change       401     403    403     403       yes      404        403     403      403      403      403      yes
  schedule.setLearners  401     403    403     403       yes      404        403     403      403      403      403      yes
  schedule.withdraw     401     403    403     403       yes      404        403     403      403      403      403      yes
`,
  {
    "schedule.list": (world) => ({ params: { id: world.exam } }),
    "schedule.add": (world) => ({ params: { id: world.exam }, body: { title: "One more", opens_at: "2037-03-01T09:00:00Z" } }),
    "schedule.read": (world) => ({ params: { id: world.sitting } }),
    "schedule.change": (world) => ({ params: { id: world.sitting }, body: { title: "Hall C" } }),
    "schedule.setLearners": (world) => ({ params: { id: world.sitting }, body: { learners: null } }),
    "schedule.withdraw": async (world) => ({ params: { id: await world.newSitting() } })
  }
)
