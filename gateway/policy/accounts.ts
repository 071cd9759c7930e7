/** Who may ask for what about accounts and oneself. */
import type { Rows } from "./rule.ts"

export const accountsRoutes: Rows = {
  "auth.register": "public",
  "auth.login": "public",
  "auth.refresh": "public",
  "auth.logout": "anyone",
  "users.me": "anyone",
  "users.myCourses": "anyone"
}
