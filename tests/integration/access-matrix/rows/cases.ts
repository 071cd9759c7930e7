import { rest } from "../rest.ts"
import type { World } from "../world.ts"

const asking = (body: unknown) => (world: World) => ({ params: { id: world.attempt }, body })
const reason = "As an example"

export const cases = rest(
  `
                    nobody  owner  fellow  outsider  teacher  colleague  mentor  watcher  proctor  sponsor  visitor  admin
  cases.act         401     403    403     403       yes      404        403     yes      404      403      403      yes
  cases.flag        401     403    403     403       yes      404        403     yes      404      403      403      yes
  cases.unflag      401     403    403     403       yes      404        403     yes      404      403      403      yes
  cases.decideLate  401     403    403     403       yes      404        403     yes      404      403      403      yes
  cases.reopen      401     403    403     403       yes      404        403     yes      404      403      403      yes
  cases.review      401     403    403     403       yes      404        403     yes      404      403      403      yes
  cases.verdict     401     403    403     403       yes      404        403     yes      404      403      403      yes
  cases.void        401     403    403     403       403      403        403     403      403      403      403      yes
`,
  {
    "cases.act": asking({ _tag: "Message", text: "Good day" }),
    "cases.flag": asking({ note: reason }),
    "cases.unflag": (world) => ({ params: { id: world.attempt, flag: 1 }, body: { reason } }),
    "cases.decideLate": asking({ question: "q", accept: false, reason }),
    "cases.reopen": asking({ ms: 60_000, reason }),
    "cases.review": asking({ reason }),
    "cases.verdict": asking({ _tag: "ProposeVerdict", verdict: "verified", reason }),
    "cases.void": asking({ reason })
  }
)
