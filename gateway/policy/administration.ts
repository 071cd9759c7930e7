/** Who may ask for what about the installation as a whole. */
import type { Rows } from "./rule.ts"

export const administrationRoutes: Rows = {
  "audit.read": ["*"],
  "settings.list": ["*"],
  "settings.change": ["*"],
  "settings.reset": ["*"],
  "actors.list": ["*"],
  "actors.parked": ["*"],
  "actors.read": ["*"],
  "actors.retry": ["*"]
}
