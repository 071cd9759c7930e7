import type { GroupWords } from "./words.ts"

export const roles: GroupWords = {
  list: { summary: "List the roles", description: "For administrators. Each with the permissions it has at this moment." },
  permissions: {
    summary: "List the permissions",
    description: "For administrators. What can be given to a role, with a sentence for each."
  },
  setPermissions: {
    summary: "Set what a role may do",
    description:
      "For administrators. The permissions take the place of those before, and hold within a second for who is connected, too. " +
      "Administrators keep `*`, and no other role gets it.",
    body: { permissions: ["course:read", "student:view_progress"] },
    data: { name: "mentor", description: "Accompanies learners", permissions: ["course:read", "student:view_progress"] }
  }
}
