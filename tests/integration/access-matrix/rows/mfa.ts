import { rest } from "../rest.ts"

export const mfa = rest(
  `
                     nobody  owner  fellow  outsider  teacher  colleague  mentor  watcher  proctor  sponsor  visitor  admin
  mfa.logIn          401     401    401     401       401      401        401     401      401      401      401      401
  mfa.state          401     yes    yes     yes       yes      yes        yes     yes      yes      yes      yes      yes
  mfa.enrol          401     yes    yes     yes       yes      yes        yes     yes      yes      yes      yes      yes
  mfa.confirm        401     yes    yes     yes       yes      yes        yes     yes      yes      yes      yes      yes
  mfa.recoveryCodes  401     yes    yes     yes       yes      yes        yes     yes      yes      yes      yes      yes
  mfa.disable        401     yes    yes     yes       yes      yes        yes     yes      yes      yes      yes      yes
  mfa.reset          401     403    403     403       403      403        403     403      403      403      403      yes
  mfa.rotateKeys     401     403    403     403       403      403        403     403      403      403      403      yes
`,
  {
    "mfa.logIn": () => ({ body: { challenge: "1.1800000000000.made-up", code: "123456" } }),
    "mfa.confirm": () => ({ body: { code: "no code" } }),
    // Of nobody who has one: the answer is about the state of things.
    "mfa.recoveryCodes": () => ({ body: { code: "no code" } }),
    "mfa.disable": () => ({ body: { password: "some password", code: "no code" } }),
    "mfa.reset": (world) => ({ params: { id: world.people.owner.id } }),
    "mfa.rotateKeys": () => ({ body: { forget: false } })
  }
)
