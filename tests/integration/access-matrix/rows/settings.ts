import { rest } from "../rest.ts"

const params = { name: "mfa_roles" }

export const settings = rest(
  `
                   nobody  owner  fellow  outsider  teacher  colleague  mentor  watcher  proctor  sponsor  visitor  admin
  settings.list    401     403    403     403       403      403        403     403      403      403      403      yes
  settings.change  401     403    403     403       403      403        403     403      403      403      403      yes
  settings.reset   401     403    403     403       403      403        403     403      403      403      403      yes
`,
  {
    "settings.change": () => ({ params, body: { value: [] } }),
    "settings.reset": () => ({ params })
  }
)
