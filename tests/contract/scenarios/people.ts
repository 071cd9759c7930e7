/** An account's life: seen, changed, moved and recovered by its owner; opened, given a role and closed by an administrator. */
import { newest } from "../newest-link.ts"
import type { Scenario } from "../step.ts"

const moved = "moved@academy.example"
const invited = { id: "$invited" }

export const people: Scenario = {
  name: "people",
  newcomers: { mover: "student", forgetful: "student", visitor: "student" },
  steps: [
    { operation: "profile.read", as: "mover", with: { id: "$mover" } },
    { operation: "profile.change", as: "mover", with: { id: "$mover" } },
    { operation: "profile.change", as: "admin", with: { id: "$mover" } },
    { operation: "profile.courses", as: "mover", with: { id: "$mover" } },
    { operation: "profile.email", as: "mover", body: { email: moved, password: "$moverPassword" } },
    { operation: "recovery.confirm", body: { token: "$moveLink" }, find: { moveLink: newest(moved) } },
    { operation: "recovery.resend", body: { email: "nobody@academy.example" } },
    { operation: "profile.password", as: "mover", body: { old_password: "$moverPassword" } },
    { operation: "recovery.forgot", body: { email: "$forgetfulEmail" } },
    { operation: "recovery.reset", body: { token: "$resetLink" }, find: { resetLink: newest("$forgetfulEmail") } },
    { operation: "profile.sessions", as: "visitor", learn: { visit: "data[0].id" } },
    { operation: "profile.endSession", as: "visitor", with: { session: "$visit" } },
    { operation: "people.list", as: "admin" },
    { operation: "people.invite", as: "admin", body: { email: "invited@academy.example" }, learn: { invited: "data.id" } },
    { operation: "people.inviteAgain", as: "admin", with: invited },
    { operation: "people.setRole", as: "admin", with: invited },
    { operation: "people.deactivate", as: "admin", with: invited },
    { operation: "people.reactivate", as: "admin", with: invited }
  ]
}
