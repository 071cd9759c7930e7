import { randomUUID } from "node:crypto"
import { rest } from "../rest.ts"

const stranger = () => ({ body: { email: `${randomUUID()}@example.org` } })

export const recovery = rest(
  `
                    nobody  owner  fellow  outsider  teacher  colleague  mentor  watcher  proctor  sponsor  visitor  admin
  recovery.confirm  yes     yes    yes     yes       yes      yes        yes     yes      yes      yes      yes      yes
  recovery.resend   yes     yes    yes     yes       yes      yes        yes     yes      yes      yes      yes      yes
  recovery.forgot   yes     yes    yes     yes       yes      yes        yes     yes      yes      yes      yes      yes
  recovery.reset    yes     yes    yes     yes       yes      yes        yes     yes      yes      yes      yes      yes
`,
  {
    "recovery.confirm": () => ({ body: { token: "made.up" } }),
    "recovery.resend": stranger,
    "recovery.forgot": stranger,
    "recovery.reset": () => ({ body: { token: "made.up", password: randomUUID() } })
  }
)
