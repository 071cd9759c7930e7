import { rest } from "../rest.ts"

export const actors = rest(
  `
                  nobody  owner  fellow  outsider  teacher  colleague  mentor  watcher  proctor  sponsor  visitor  admin
  actors.list     401     403    403     403       403      403        403     403      403      403      403      yes
  actors.parked   401     403    403     403       403      403        403     403      403      403      403      yes
  actors.read     401     403    403     403       403      403        403     403      403      403      403      yes
  actors.retry    401     403    403     403       403      403        403     403      403      403      403      404
  `,
  {
    "actors.read": (world) => ({ params: { type: "course", id: world.course }, hides: "id" }),
    "actors.retry": (world) => ({ params: { type: "course", id: world.course, seq: 1, index: 0 }, hides: "id" })
  }
)
