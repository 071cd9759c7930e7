import { rest } from "../rest.ts"

export const users = rest(`
                   nobody  owner  fellow  outsider  teacher  colleague  mentor  watcher  proctor  sponsor  visitor  admin
  users.me         401     yes    yes     yes       yes      yes        yes     yes      yes      yes      yes      yes
  users.myCourses  401     yes    yes     yes       yes      yes        yes     yes      yes      yes      yes      yes
`)
