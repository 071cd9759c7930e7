import { randomUUID } from "node:crypto"
import { Schema } from "effect"
import { call } from "../../fixtures/rest-caller.ts"
import { rest } from "../rest.ts"
import type { Somebody, World } from "../world.ts"

const Refreshing = Schema.Struct({ refresh_token: Schema.String })
const refreshToken = async (world: World, who: Somebody): Promise<string> => {
  const { body } = await call(world.stoa, "POST", "/auth/login", { body: world.accounts[who] })
  return Schema.decodeUnknownSync(Refreshing)(body.data).refresh_token
}

export const auth = rest(
  `
                 nobody  owner  fellow  outsider  teacher  colleague  mentor  watcher  proctor  sponsor  visitor  admin
  auth.register  yes     yes    yes     yes       yes      yes        yes     yes      yes      yes      yes      yes
  auth.login     yes     yes    yes     yes       yes      yes        yes     yes      yes      yes      yes      yes
  auth.refresh   yes     yes    yes     yes       yes      yes        yes     yes      yes      yes      yes      yes
  auth.logout    401     yes    yes     yes       yes      yes        yes     yes      yes      yes      yes      yes
`,
  {
    "auth.register": () => ({
      body: { email: `${randomUUID()}@example.org`, password: randomUUID(), first_name: "New", last_name: "Comer" }
    }),
    "auth.login": (world, who) => ({ body: world.accounts[who === "nobody" ? "owner" : who] }),
    "auth.refresh": async (world, who) => ({
      body: { refresh_token: await refreshToken(world, who === "nobody" ? "owner" : who) }
    }),
    "auth.logout": async (world, who) => (who === "nobody" ? {} : { token: (await world.logIn(who)).token })
  }
)
