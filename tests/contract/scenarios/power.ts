/** What administrators govern by: roles, organisations, settings, and the log of all of it. */
import type { Scenario } from "../step.ts"

const company = { id: "$company" }
const registration = { name: "registration" }

export const power: Scenario = {
  name: "power",
  newcomers: { employee: "student", agent: "corporate" },
  steps: [
    { operation: "roles.list", as: "admin" },
    { operation: "roles.permissions", as: "admin" },
    { operation: "roles.setPermissions", as: "admin", with: { role: "mentor" }, body: { permissions: ["course:read"] } },
    { operation: "roles.setPermissions", as: "admin", with: { role: "mentor" } },
    { operation: "settings.list", as: "admin" },
    { operation: "settings.change", as: "admin", with: registration, body: { value: "open" } },
    { operation: "settings.reset", as: "admin", with: registration },
    { operation: "organisations.add", as: "admin", body: { name: "Lighthouse Ltd" }, learn: { company: "data.id" } },
    { operation: "organisations.list", as: "admin" },
    { operation: "organisations.addMember", as: "admin", with: { ...company, userId: "$employee" } },
    { operation: "organisations.addRepresentative", as: "admin", with: { ...company, userId: "$agent" } },
    { operation: "organisations.mine", as: "employee", learn: { consentText: "data.consent_text.version" } },
    { operation: "organisations.consent", as: "employee", body: { text_version: "$consentText" } },
    { operation: "organisations.read", as: "agent", with: company },
    { operation: "organisations.roster", as: "agent", with: company },
    { operation: "organisations.progress", as: "agent", with: company },
    { operation: "organisations.withdrawConsent", as: "employee" },
    { operation: "organisations.removeRepresentative", as: "admin", with: { ...company, userId: "$agent" } },
    { operation: "organisations.removeMember", as: "admin", with: { ...company, userId: "$employee" } },
    { operation: "audit.read", as: "admin" },
    { operation: "audit.read", as: "admin", with: { format: "csv" } }
  ]
}
