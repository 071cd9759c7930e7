import type { GroupWords } from "./words.ts"

export const audit: GroupWords = {
  read: {
    summary: "Read the audit log",
    description:
      "For administrators. The newest first, by person, action, resource and time; go on with `before`. As CSV or JSON lines it is an export of up to 50,000 entries, which is recorded itself; where there are more, `Link` says how to go on.",
    files: ["text/csv", "application/jsonl"]
  }
}
