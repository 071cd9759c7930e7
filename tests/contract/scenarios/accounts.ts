/** Accounts: opened, by oneself or by invitation, kept in order, left, closed and opened again. */
import type { Scenario } from "../step.ts"

export const accounts: Scenario = {
  name: "accounts",
  newcomers: { leaver: "student", changer: "student", closed: "student" },
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
    { operation: "auth.logout", as: "leaver" },
    { operation: "recovery.resend" },
    { operation: "recovery.forgot" },
    { operation: "profile.read", as: "changer", with: { id: "$changer" } },
    { operation: "profile.change", as: "changer", with: { id: "$changer" } },
    { operation: "profile.courses", as: "changer", with: { id: "$changer" } },
    { operation: "auth.login", body: { email: "$changerEmail", password: "$changerPassword" } },
    { operation: "profile.sessions", as: "changer", learn: { elsewhere: "data[current=false].id" } },
    { operation: "profile.endSession", as: "changer", with: { session: "$elsewhere" } },
    { operation: "profile.email", as: "changer", body: { password: "$changerPassword" } },
    { operation: "profile.password", as: "changer", body: { old_password: "$changerPassword" } },
    { operation: "people.list", as: "admin" },
    { operation: "people.invite", as: "admin", learn: { invited: "data.id" } },
    { operation: "people.inviteAgain", as: "admin", with: { id: "$invited" } },
    { operation: "people.setRole", as: "admin", with: { id: "$invited" } },
    { operation: "people.deactivate", as: "admin", with: { id: "$closed" } },
    { operation: "people.reactivate", as: "admin", with: { id: "$closed" } }
  ]
}
