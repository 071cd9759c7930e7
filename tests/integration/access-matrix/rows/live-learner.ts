import { live } from "../live.ts"
import type { World } from "../world.ts"

const to = (command: (world: World) => { readonly _tag: string; readonly [field: string]: unknown }) => (world: World) => ({
  to: { type: "learner" as const, id: world.people.owner.id },
  command: command(world)
})
const inModule = (world: World) => ({ courseId: world.course, moduleId: world.module })

/** All to the owner's record. */
export const liveLearner = live(
  `
                          nobody  owner  fellow  outsider  teacher  colleague  mentor  watcher  proctor  sponsor  visitor  admin
  learner.OpenModule      401     yes    404     404       404      404        404     404      404      404      404      seen
  learner.Study           401     yes    404     404       404      404        404     404      404      404      404      seen
  learner.CloseModule     401     yes    404     404       404      404        404     404      404      404      404      seen
  learner.CompleteModule  401     yes    404     404       404      404        404     404      404      404      404      seen
  learner.StartAttempt    401     yes    404     404       404      404        403     403      403      403      403      seen
  learner.ReadNotice      401     notice_unknown  404  404  404  404  404  404  404  404  404  seen
`,
  {
    "learner.OpenModule": to((world) => ({ _tag: "OpenModule", ...inModule(world) })),
    "learner.Study": to((world) => ({ _tag: "Study", ...inModule(world), positionMs: 1_000 })),
    "learner.CloseModule": to((world) => ({ _tag: "CloseModule", ...inModule(world), positionMs: 1_000 })),
    "learner.CompleteModule": to((world) => ({ _tag: "CompleteModule", ...inModule(world) })),
    "learner.ReadNotice": to((world) => ({ _tag: "ReadNotice", courseId: world.course, number: 987_654_321 })),
    "learner.StartAttempt": to((world) => ({ _tag: "StartAttempt", assessmentId: world.quiz }))
  }
)
