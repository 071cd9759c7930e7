import type { World } from "../world.ts"
import { rest } from "../rest.ts"

const table = "row,id,kind,text,marks,correct,pool\r\nquestion,q-asked,true_false,May one?,1,true,asked\r\n"
const quiz = (world: World) => ({ params: { id: world.quiz } })

export const exchange = rest(
  `
                         nobody  owner  fellow  outsider  teacher  colleague  mentor  watcher  proctor  sponsor  visitor  admin
  exchange.exportBank    401     403    403     403       yes      404        403     403      403      403      403      yes
  exchange.importBank    401     403    403     403       yes      404        403     403      403      403      403      yes
  exchange.exportCourse  401     403    403     403       yes      404        403     403      403      403      403      yes
  exchange.importCourse  401     403    403     403       yes      yes        403     403      403      403      403      yes
`,
  {
    "exchange.exportBank": quiz,
    "exchange.importBank": (world) => ({ ...quiz(world), body: { csv: table } }),
    "exchange.exportCourse": (world) => ({ params: { id: world.course } }),
    "exchange.importCourse": () => ({ body: { course: {}, dry_run: true } })
  }
)
