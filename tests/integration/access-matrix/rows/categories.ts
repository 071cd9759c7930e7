import { rest } from "../rest.ts"
import type { World } from "../world.ts"

const own = async (world: World) => {
  const [row] = await world.sql`
    insert into categories (name) values ('Asked about') on conflict (name) do update set name = excluded.name returning id`
  return { params: { id: Number(row?.["id"]) } }
}

export const categories = rest(
  `
                     nobody  owner  fellow  outsider  teacher  colleague  mentor  watcher  proctor  sponsor  visitor  admin
  categories.list    401     yes    yes     yes       yes      yes        yes     yes      yes      yes      yes      yes
  categories.add     401     403    403     403       403      403        403     403      403      403      403      yes
  categories.read    401     yes    yes     yes       yes      yes        yes     yes      yes      yes      yes      yes
  categories.change  401     403    403     403       403      403        403     403      403      403      403      yes
  categories.remove  401     403    403     403       403      403        403     403      403      403      403      yes
`,
  {
    "categories.add": () => ({ body: { name: "To see who may" } }),
    "categories.read": own,
    "categories.change": async (world) => ({ ...(await own(world)), body: { name: "Asked about" } }),
    "categories.remove": own
  }
)
