/** Who may ask for what about files. What may be uploaded for which purpose, and whose a file is, its routes say. */
import type { Rows } from "./rule.ts"

export const filesRoutes: Rows = {
  "uploads.begin": "anyone",
  "uploads.read": "anyone",
  "uploads.append": "anyone",
  "uploads.cancel": "anyone",
  "files.mine": "anyone",
  "files.read": "anyone",
  "files.change": "anyone",
  "files.remove": "anyone",
  "files.setAvatar": "anyone",
  "files.removeAvatar": "anyone",
  "files.setThumbnail": ["course:update"],
  "files.removeThumbnail": ["course:update"],
  // Public files are everybody's; of the others the route asks who is there.
  "content.read": "public"
}
