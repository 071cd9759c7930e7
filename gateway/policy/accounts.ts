/** Who may ask for what about accounts and oneself. */
import type { Rows } from "./rule.ts"

export const accountsRoutes: Rows = {
  "auth.register": "public",
  "auth.login": "public",
  "auth.refresh": "public",
  "auth.logout": "anyone",
  "recovery.confirm": "public",
  "recovery.resend": "public",
  "recovery.forgot": "public",
  "recovery.reset": "public",
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
