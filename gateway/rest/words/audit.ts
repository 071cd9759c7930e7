import type { GroupWords } from "./words.ts"

export const audit: GroupWords = {
  read: {
    summary: "Read the audit log",
    description:
      "For administrators. The newest first, by person, action, resource and time; go on with `before`. As CSV or JSON lines it is an export, which is recorded itself.",
    files: ["text/csv", "application/jsonl"]
  }
}
