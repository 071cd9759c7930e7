import { Schema } from "effect"
import { OwnSession } from "../../../../protocol/rest/profile.ts"
import { rest } from "../rest.ts"
import type { Somebody, World } from "../world.ts"

/** Another log-in of somebody's, as they see it. */
const sessionOf = async (world: World, who: Somebody): Promise<string> => {
  const device = await world.logIn(who)
  const { body } = await device.ask("GET", "/users/me/sessions")
  const current = Schema.decodeUnknownSync(Schema.Array(OwnSession))(body.data).find((session) => session.current)
  return current?.id ?? ""
}
const owner = (world: World) => ({ params: { id: world.people.owner.id } })
const wrong = "not this person's password"

export const profile = rest(
  `
                            nobody  owner  fellow  outsider  teacher  colleague  mentor  watcher  proctor  sponsor  visitor  admin
  profile.sessions          401     yes    yes     yes       yes      yes        yes     yes      yes      yes      yes      yes
  profile.endSession        401     yes    yes     yes       yes      yes        yes     yes      yes      yes      yes      yes
  profile.endSession/hidden 401     yes    404     404       404      404        404     404      404      404      404      404
  profile.password          401     yes    yes     yes       yes      yes        yes     yes      yes      yes      yes      yes
  profile.email             401     yes    yes     yes       yes      yes        yes     yes      yes      yes      yes      yes
  profile.read              401     yes    404     404       404      404        404     404      404      404      404      yes
  profile.change            401     yes    404     404       404      404        404     404      404      404      404      yes
  profile.courses           401     yes    404     404       404      404        404     404      404      404      404      yes
`,
  {
    "profile.endSession": async (world, who) => ({
      params: { session: who === "nobody" ? "none" : await sessionOf(world, who) }
    }),
    "profile.endSession/hidden": async (world) => ({ params: { session: await sessionOf(world, "owner") } }),
    "profile.password": () => ({ body: { old_password: wrong, new_password: "six herons by the weir" } }),
    "profile.email": () => ({ body: { email: "elsewhere@example.org", password: wrong } }),
    "profile.read": owner,
    "profile.change": (world) => ({ ...owner(world), body: { bio: "Likes engines" } }),
    "profile.courses": owner
  }
)
