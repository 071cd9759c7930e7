import { randomUUID } from "node:crypto"
import { Schema } from "effect"
import { AccountRow } from "../../../../protocol/rest/people.ts"
import { rest } from "../rest.ts"
import type { World } from "../world.ts"

const invitation = () => ({ email: `${randomUUID()}@example.org`, role: "mentor", first_name: "Somebody", last_name: "Invited" })
/** An account that nobody else asks about. */
const somebody = async (world: World) => {
  const invited = await world.done(world.people.admin.ask("POST", "/users", invitation()))
  return { params: { id: Schema.decodeUnknownSync(AccountRow)(invited).id } }
}

export const everybody = rest(
  `
                      nobody  owner  fellow  outsider  teacher  colleague  mentor  watcher  proctor  sponsor  visitor  admin
  people.list         401     403    403     403       403      403        403     403      403      403      403      yes
  people.invite       401     403    403     403       403      403        403     403      403      403      403      yes
  people.inviteAgain  401     403    403     403       403      403        403     403      403      403      403      yes
  people.setRole      401     403    403     403       403      403        403     403      403      403      403      yes
  people.deactivate   401     403    403     403       403      403        403     403      403      403      403      yes
  people.reactivate   401     403    403     403       403      403        403     403      403      403      403      yes
`,
  {
    "people.invite": () => ({ body: invitation() }),
    "people.inviteAgain": somebody,
    "people.setRole": async (world) => ({ ...(await somebody(world)), body: { role: "student" } }),
    "people.deactivate": somebody,
    "people.reactivate": somebody
  }
)
