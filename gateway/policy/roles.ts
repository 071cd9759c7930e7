/** Who may ask for what about roles. */
import type { Rows } from "./rule.ts"

export const rolesRoutes: Rows = {
  "roles.list": ["*"],
  "roles.permissions": ["*"],
  "roles.setPermissions": ["*"]
}
