/** Who may write courses, and care for the people in them. */
import type { Rows, Rule } from "./rule.ts"

/** Whether the course is one's own, the routes see to. */
const write: Rule = ["course:update"]
export const authoringRoutes: Rows = {
  "authoring.create": ["course:create"],
  "authoring.record": write,
  "authoring.change": write,
  "authoring.remove": write,
  "authoring.versions": write,
  "authoring.open": write,
  "authoring.version": write,
  "authoring.describe": write,
  "authoring.discard": write,
  "authoring.differences": write,
  "authoring.addModule": write,
  "authoring.changeModule": write,
  "authoring.removeModule": write,
  "authoring.order": write,
  "authoring.submit": write,
  "authoring.approve": write,
  "authoring.return": write,
  "authoring.publish": write,
  "exchange.exportCourse": write,
  "exchange.importCourse": ["course:create"],
  "teaching.team": write,
  "teaching.addToTeam": write,
  "teaching.removeFromTeam": write,
  "teaching.grants": write,
  "teaching.grant": write,
  "teaching.ungrant": write,
  "teaching.movable": write,
  "teaching.move": write,
  "teaching.announce": write,
  "teaching.announcements": ["course:read"],
  "teaching.inbox": ["course:read"],
  "teaching.readNotice": ["course:read"]
}
