/** An account's life: seen, changed, moved and recovered by its owner; opened, given a role and closed by an administrator. */
import { linkIn } from "../../integration/fixtures/mailbox.ts"
import type { Finding, Scenario } from "../step.ts"

const newest =
  (address: string): Finding =>
  async (known, mailbox) => {
    const to = String(known.filled(address))
    await mailbox.mailTo(to)
    return linkIn(mailbox.to(to).at(-1) ?? (await mailbox.mailTo(to)))
  }

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
