/** Accounts: one is opened, renewed and left. */
import type { Scenario } from "../step.ts"

export const accounts: Scenario = {
  name: "accounts",
  newcomers: { leaver: "student" },
  steps: [
    { operation: "auth.register", body: { email: "someone.else@academy.example" } },
    {
      operation: "auth.login",
      body: { email: "$studentEmail", password: "$studentPassword" },
      learn: { refreshToken: "data.refresh_token" }
    },
    { operation: "auth.refresh", body: { refresh_token: "$refreshToken" } },
    { operation: "users.me", as: "student" },
    { operation: "users.myCourses", as: "student" },
    { operation: "auth.logout", as: "leaver" }
  ]
}
