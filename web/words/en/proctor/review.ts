/** Cases, and how they are decided. */
export const review = {
  reviews: {
    which: "Which cases",
    none: "Nothing waits here",
    noneHint: "Attempts come here when they were flagged, ended by staff, asked to be reviewed, or appealed.",
    groups: {
      second: "Wait for a second person",
      appeals: "Appeals",
      first: "Wait for a proposal",
      own: "Proposed by you: another person confirms",
      decided: "Decided"
    },
    since: (when: string) => `since ${when}`,
    byRule: "by the sitting’s rule",
    proposed: (verdict: string) => `Proposed: ${verdict}`
  },
  cases: { title: "Case", back: "All cases", room: "In its room" },
  verdict: {
    title: "Verdict",
    states: { under_review: "Under review", verified: "Verified", rejected: "Rejected" },
    names: { verified: "Verified", rejected: "Rejected" },
    means: {
      verified: "the result stands",
      rejected: "the grade is taken back, and what came of it"
    },
    propose: "Propose a verdict",
    reason: "Reason",
    reasonHint: "The learner reads it. Write it so that somebody who was not there understands it a year from now.",
    proposedBy: (name: string, verdict: string) => `${name} proposes: ${verdict}`,
    anotherConfirms: "You proposed this. Another person confirms it or returns it.",
    othersDecide: "You gave the verdict that is appealed against. Others decide about the appeal.",
    yourReason: "Your reason",
    yourReasonHint: "Needed to return it.",
    confirm: (verdict: string) => `Confirm: ${verdict}`,
    giveBack: "Return it",
    notUnderReview: "Nobody has asked for a review.",
    ask: "Ask for a review",
    notYet: "There is nothing to decide before it is graded.",
    done: "Only an appeal leads back from here.",
    appeal: { awaiting: "Appeal: awaits a decision", upheld: "Appeal upheld", dismissed: "Appeal dismissed" }
  },
  late: {
    title: "Late answers",
    explain: "They arrived after the deadline, perhaps because a network was dead. Undecided, they lapse and do not count.",
    received: (time: string) => `arrived ${time}`,
    decisions: { awaiting: "awaits a decision", accepted: "counts", refused: "does not count", lapsed: "lapsed" },
    reason: "Reason for this decision",
    accept: "Let it count",
    refuse: "Do not count it"
  },
  given: {
    title: "Answers",
    score: (score: string, awarded: string, outOf: string) => `${score} % · ${awarded} of ${outOf} marks`,
    provisional: "provisional",
    question: "Question",
    answer: "Answer",
    marks: "Marks",
    of: (awarded: string, outOf: string) => `${awarded} of ${outOf}`,
    saved: "Saved"
  }
}
