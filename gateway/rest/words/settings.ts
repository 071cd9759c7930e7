import type { GroupWords } from "./words.ts"

const shown = {
  name: "registration",
  value: "closed",
  default: "open",
  source: "administrator",
  description: "Whether people may make accounts for themselves.",
  schema: { type: "string", enum: ["open", "closed"] },
  changed_at: "2027-03-01T08:00:00.000Z",
  changed_by: 1
}

export const settings: GroupWords = {
  list: {
    summary: "List the settings",
    description: "For administrators. What can be set while the program runs, with its value, who said so, and what it may be.",
    data: [shown]
  },
  change: {
    summary: "Change a setting",
    description: "For administrators. It holds on every node within a second, and is in the audit log with what it was before.",
    body: { value: "closed" },
    data: shown
  },
  reset: {
    summary: "Take back a setting",
    description: "For administrators. From then on the environment says what it is, or the default.",
    data: { ...shown, value: "open", source: "default", changed_at: null, changed_by: null }
  }
}
