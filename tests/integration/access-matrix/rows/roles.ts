import { rest } from "../rest.ts"

export const roles = rest(
  `
                        nobody  owner  fellow  outsider  teacher  colleague  mentor  watcher  proctor  sponsor  visitor  admin
  roles.list            401     403    403     403       403      403        403     403      403      403      403      yes
  roles.permissions     401     403    403     403       403      403        403     403      403      403      403      yes
  roles.setPermissions  401     403    403     403       403      403        403     403      403      403      403      yes
`,
  {
    "roles.setPermissions": () => ({
      params: { role: "mentor" },
      body: { permissions: ["course:read", "student:view_progress"] }
    })
  }
)
