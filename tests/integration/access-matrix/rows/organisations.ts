import { rest } from "../rest.ts"
import type { World } from "../world.ts"

const organisation = (world: World) => ({ params: { id: world.organisation } })
const member = (world: World) => ({ params: { id: world.organisation, userId: world.people.outsider.id } })
const representative = (world: World) => ({ params: { id: world.otherOrganisation, userId: world.people.visitor.id } })

/** The owner and the outsider belong to one, the outsider having been added by a row above. */
export const organisations = rest(
  `
                                      nobody  owner  fellow  outsider  teacher  colleague  mentor  watcher  proctor  sponsor  visitor  admin
  organisations.list                  401     403    403     403       403      403        403     403      403      403      403      yes
  organisations.add                   401     403    403     403       403      403        403     403      403      403      403      yes
  organisations.read                  401     403    403     403       403      403        403     403      403      yes      404      yes
  organisations.roster                401     403    403     403       403      403        403     403      403      yes      404      yes
  organisations.progress              401     403    403     403       403      403        403     403      403      yes      404      yes
  organisations.addMember             401     403    403     403       403      403        403     403      403      403      403      yes
  organisations.mine                  401     yes    yes     yes       yes      yes        yes     yes      yes      yes      yes      yes
  organisations.consent               401     yes    404     yes       404      404        404     404      404      404      404      404
  organisations.withdrawConsent       401     yes    404     yes       404      404        404     404      404      404      404      404
  organisations.removeMember          401     403    403     403       403      403        403     403      403      403      403      yes
  organisations.addRepresentative     401     403    403     403       403      403        403     403      403      403      403      yes
  organisations.removeRepresentative  401     403    403     403       403      403        403     403      403      403      403      yes
`,
  {
    "organisations.add": (_world, who) => ({ body: { name: `Bakery of ${who}` } }),
    "organisations.read": organisation,
    "organisations.roster": organisation,
    "organisations.progress": organisation,
    "organisations.addMember": member,
    "organisations.removeMember": member,
    "organisations.addRepresentative": representative,
    "organisations.removeRepresentative": representative,
    "organisations.consent": () => ({ body: { text_version: 1 } })
  }
)
