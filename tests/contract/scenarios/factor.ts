/** A second factor is enrolled, used, disabled by its owner, and reset for who has lost it. */
import { Secret, TOTP } from "otpauth"
import type { Finding, Scenario } from "../step.ts"

/** As the device shows it at this moment. */
const codeOf =
  (secret: string): Finding =>
  async (known) =>
    new TOTP({ secret: Secret.fromBase32(String(known.filled(secret))) }).generate()

export const factor: Scenario = {
  name: "second factor",
  newcomers: { careful: "student", loser: "student" },
  steps: [
    { operation: "mfa.state", as: "careful" },
    { operation: "mfa.enrol", as: "careful", learn: { secret: "data.secret" } },
    {
      operation: "mfa.confirm",
      as: "careful",
      body: { code: "$code" },
      find: { code: codeOf("$secret") },
      learn: { spare: "data.recovery_codes[0]" }
    },
    {
      operation: "mfa.recoveryCodes",
      as: "careful",
      body: { code: "$spare" },
      learn: { first: "data.recovery_codes[0]", second: "data.recovery_codes[1]" }
    },
    {
      operation: "auth.login",
      body: { email: "$carefulEmail", password: "$carefulPassword" },
      learn: { challenge: "data.challenge" }
    },
    { operation: "mfa.logIn", body: { challenge: "$challenge", code: "$first" } },
    { operation: "mfa.disable", as: "careful", body: { password: "$carefulPassword", code: "$second" } },
    { operation: "mfa.enrol", as: "loser", learn: { lost: "data.secret" } },
    { operation: "mfa.confirm", as: "loser", body: { code: "$lostCode" }, find: { lostCode: codeOf("$lost") } },
    { operation: "mfa.reset", as: "admin", with: { id: "$loser" } },
    { operation: "mfa.rotateKeys", as: "admin", body: { forget: false } }
  ]
}
