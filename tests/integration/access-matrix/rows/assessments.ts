import { rest } from "../rest.ts"
import type { World } from "../world.ts"

const quiz = (world: World) => ({ params: { id: world.quiz } })

export const assessments = rest(
  `
                             nobody  owner  fellow  outsider  teacher  colleague  mentor  watcher  proctor  sponsor  visitor  admin
  assessments.read           401     yes    yes     404       yes      404        404     404      404      404      404      yes
  assessments.results        401     yes    yes     404       yes      404        404     404      404      404      404      yes
  assessments.start          401     yes    yes     404       seen     403        403     403      403      403      403      404
  assessments.start/preview  401     403    403     403       yes      404        403     403      403      403      403      yes
  assessments.submit         401     yes    yes     404       403      403        403     403      403      403      403      404
`,
  {
    "assessments.read": quiz,
    "assessments.results": quiz,
    "assessments.start": quiz,
    "assessments.start/preview": (world) => ({ ...quiz(world), body: { preview: true } }),
    "assessments.submit": (world) => ({ ...quiz(world), body: { answers: {} } })
  }
)
