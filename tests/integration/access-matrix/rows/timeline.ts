import { rest } from "../rest.ts"

export const timeline = rest(
  `
                 nobody  owner  fellow  outsider  teacher  colleague  mentor  watcher  proctor  sponsor  visitor  admin
  timeline.read  401     403    403     403       yes      404        403     yes      404      403      403      yes
`,
  { "timeline.read": (world) => ({ params: { id: world.attempt } }) }
)
