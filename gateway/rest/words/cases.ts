import type { GroupWords } from "./words.ts"

export const cases: GroupWords = {
  act: {
    summary: "Act on an attempt",
    description: "A message, a warning, a pause, more time, a lock or the end: the live protocol's commands with their `_tag`.",
    body: { _tag: "Extend", ms: 600_000, reason: "The fire drill took ten minutes." }
  },
  flag: { summary: "Flag something", description: "Marks what should be looked at afterwards." },
  unflag: { summary: "Withdraw a flag", description: "It stays in the record, with the reason." },
  decideLate: {
    summary: "Decide on a late answer",
    description: "Whether the answer to a question that came after the deadline counts."
  },
  reopen: { summary: "Reopen", description: "Back to in progress with the given time, before a verdict was given." },
  void: { summary: "Declare void", description: "As if it had not been sat. Administrators only." },
  review: { summary: "Ask for a review", description: "Puts a graded attempt into its sitting's queue." },
  verdict: {
    summary: "Take a step to the verdict",
    description: "Propose, confirm or return; where a second reviewer is asked for, another person confirms.",
    body: { _tag: "ProposeVerdict", verdict: "verified", reason: "Nothing of note." }
  }
}
