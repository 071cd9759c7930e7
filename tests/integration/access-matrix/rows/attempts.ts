import { rest } from "../rest.ts"
import type { World } from "../world.ts"

const attempt = (world: World) => ({ params: { id: world.attempt } })
const asking = (body: unknown) => (world: World) => ({ ...attempt(world), body })
const at = Date.now()
const check = { browser: "Node", roundTripMs: 20, clockOffsetMs: 3, fullScreen: true, displays: 1, online: true }

export const attempts = rest(
  `
                            nobody  owner  fellow  outsider  teacher  colleague  mentor  watcher  proctor  sponsor  visitor  admin
  attempts.read             401     yes    404     404       yes      404        404     yes      404      404      404      yes
  attempts.paper            401     yes    404     404       yes      404        403     403      403      403      403      yes
  attempts.begin            401     yes    404     404       seen     404        403     403      403      403      403      seen
  attempts.answer           401     yes    404     404       seen     404        403     403      403      403      403      seen
  attempts.takeOver         401     yes    404     404       seen     404        403     403      403      403      403      seen
  attempts.acknowledgeTime  401     yes    404     404       seen     404        403     403      403      403      403      seen
  attempts.check            401     yes    404     404       seen     404        403     403      403      403      403      seen
  attempts.signals          401     yes    404     404       seen     404        403     403      403      403      403      seen
  attempts.say              401     yes    404     404       yes      404        403     yes      404      403      403      yes
  attempts.confirmMessage   401     yes    404     404       seen     404        403     403      403      403      403      seen
  attempts.hand             401     yes    404     404       seen     404        403     403      403      403      403      seen
  attempts.submit           401     yes    404     404       seen     404        403     403      403      403      403      seen
  attempts.decline          401     yes    404     404       seen     404        403     403      403      403      403      seen
  attempts.appeal           401     yes    404     404       403      403        403     403      403      403      403      seen
`,
  {
    "attempts.read": attempt,
    "attempts.paper": attempt,
    "attempts.begin": asking({ consented: true }),
    "attempts.answer": (world) => ({ params: { id: world.attempt, questionId: "q" }, body: { response: null } }),
    "attempts.takeOver": asking({ epoch: 1 }),
    "attempts.acknowledgeTime": (world) => ({ params: { id: world.attempt, change: 1 } }),
    "attempts.check": asking(check),
    "attempts.signals": asking({ from: at, to: at, signals: [] }),
    "attempts.say": asking({ text: "Is this on?" }),
    "attempts.confirmMessage": (world) => ({ params: { id: world.attempt, message: 1 } }),
    "attempts.hand": asking({ raised: true }),
    "attempts.submit": attempt,
    "attempts.decline": attempt,
    "attempts.appeal": asking({ text: "Look again." })
  }
)
