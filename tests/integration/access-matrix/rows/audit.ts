import { rest } from "../rest.ts"

export const audit = rest(`
              nobody  owner  fellow  outsider  teacher  colleague  mentor  watcher  proctor  sponsor  visitor  admin
  audit.read  401     403    403     403       403      403        403     403      403      403      403      yes
`)
