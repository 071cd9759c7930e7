import type { GroupWords } from "./words.ts"

export const attempts: GroupWords = {
  read: {
    summary: "Read an attempt",
    description: "As its taker, a grader or a proctor sees it; which of them one is stands in `audience`."
  },
  paper: {
    summary: "Read the paper",
    description: "The questions as they were drawn for this attempt, once it has begun: for its learner, and for who grades it."
  },
  begin: {
    summary: "Begin",
    description: "Time runs from here. Takes what the attempt's view names under `needs`: consent, and the room's password.",
    body: { consented: true, password: "lighthouse" }
  },
  answer: {
    summary: "Save an answer",
    description: "Replaces the answer to this question; `null` takes it away. When this is answered it is on disk.",
    body: { response: { kind: "single", option: "b" } }
  },
  submit: { summary: "Hand in", description: "Ends the attempt; grading follows. Alike however often it is asked for." },
  decline: { summary: "Decline", description: "The taker will not sit this attempt. Possible until it has begun." },
  takeOver: {
    summary: "Go on here",
    description: "Makes this log-in the one device that holds the attempt. `epoch` is the one in the view."
  },
  acknowledgeTime: {
    summary: "Acknowledge a change of time",
    description: "Says that the numbered change of the deadline was shown to the taker."
  },
  check: {
    summary: "Report the check of the device",
    description: "What the check before the start found, in rooms that ask for one."
  },
  signals: {
    summary: "Report signals",
    description:
      "What the client noticed between two moments, or that it noticed nothing. Evidence for proctors, never a verdict."
  },
  say: {
    summary: "Write a message",
    description: "From the taker to the proctors, or from a proctor to the taker.",
    body: { text: "Is question 3 complete?" }
  },
  confirmMessage: { summary: "Confirm a message", description: "Says that the numbered message was shown to the taker." },
  hand: { summary: "Raise or lower the hand", description: "Shown on the proctors' wall.", body: { raised: true } },
  appeal: {
    summary: "Appeal",
    description: "Against a rejection, once. Others than those who decided look at it.",
    body: { text: "The noise came from the corridor; the invigilator noted it." }
  }
}
