/** Who may ask for what about accounts and oneself. */
import type { Rows } from "./rule.ts"

/** All that is open to a log-in which has to enrol a second factor before anything else. */
export const enrolling: ReadonlySet<string> = new Set(["mfa.state", "mfa.enrol", "mfa.confirm", "auth.logout", "users.me"])

export const accountsRoutes: Rows = {
  "auth.register": "public",
  "auth.login": "public",
  "auth.refresh": "public",
  "auth.logout": "anyone",
  "recovery.confirm": "public",
  "recovery.resend": "public",
  "recovery.forgot": "public",
  "recovery.reset": "public",
  "mfa.logIn": "public",
  "mfa.state": "anyone",
  "mfa.enrol": "anyone",
  "mfa.confirm": "anyone",
  "mfa.recoveryCodes": "anyone",
  "mfa.disable": "anyone",
  "mfa.reset": ["*"],
  "mfa.rotateKeys": ["*"],
  "users.me": "anyone",
  "users.myCourses": "anyone",
  "profile.sessions": "anyone",
  "profile.endSession": "anyone",
  "profile.password": "anyone",
  "profile.email": "anyone",
  "profile.read": "anyone",
  "profile.change": "anyone",
  "profile.courses": "anyone",
  "people.list": ["*"],
  "people.invite": ["*"],
  "people.inviteAgain": ["*"],
  "people.setRole": ["*"],
  "people.deactivate": ["*"],
  "people.reactivate": ["*"]
}
