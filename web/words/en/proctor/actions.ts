/** What proctors do, to whom, why, and what became of it. */
import { counted } from "../../counted.ts"

export const actions = {
  minutes: (count: number) => `${count} min`,
  /** What staff did, by the command's tag. */
  acts: {
    Message: "Message",
    Warn: "Warning",
    Pause: "Pause",
    Resume: "Resume",
    Extend: "More time",
    Lock: "Lock until checked",
    Clear: "Check done",
    Terminate: "Ended the attempt",
    Flag: "Flag",
    Unflag: "Flag withdrawn",
    DecideLate: "Decided on a late answer",
    Reopen: "Reopened",
    Void: "Voided",
    RequestReview: "Asked for a review",
    ProposeVerdict: "Proposed a verdict",
    ConfirmVerdict: "Confirmed the verdict",
    ReturnVerdict: "Returned the verdict"
  },
  /** Why an attempt did not take an action, behind a name. */
  causes: {
    not_started: "has not begun yet",
    attempt_over: "is over already",
    terminated: "was ended already",
    already_paused: "is paused already",
    not_paused: "is not paused",
    already_locked: "is locked already",
    not_locked: "is not locked",
    unlimited: "has no time limit",
    handed_in: "has handed in already",
    reopening_over: "ended too long ago",
    declined: "declined",
    exam_closed: "the room is closed",
    voided: "was voided",
    verdict_given: "has a verdict already"
  },
  act: {
    titles: {
      Message: "Send a message",
      Warn: "Send a warning",
      Pause: "Pause",
      Resume: "Resume",
      Extend: "Give more time",
      Lock: "Lock until checked",
      Clear: "The check is done",
      Terminate: "End the attempt",
      Reopen: "Reopen the attempt",
      Void: "Declare the attempt void"
    },
    does: {
      Message: "It comes up on the learner’s screen, and you see when it was shown there.",
      Warn: "It comes up on the learner’s screen as a warning, and you see when it was shown there.",
      Pause: "Time stands still and is kept; no answers are taken until it goes on. The learner reads why.",
      Resume: "Time goes on with exactly what was kept.",
      Extend: "The deadline moves by so much. The learner sees the old and the new one, and why.",
      Lock: "Time and answers stop until one of you has looked. The learner reads why.",
      Clear: "It goes on. The time of the lock is given back unless you withhold it.",
      Terminate: "The exam ends at once. What was saved is graded, and people always review it.",
      Reopen: "The exam goes on with so much time, and answers can be changed again. The learner reads why.",
      Void: "It counts as if it had not been sat, whatever came of it. This cannot be taken back."
    },
    buttons: {
      Message: "Message",
      Warn: "Warn",
      Pause: "Pause",
      Resume: "Resume",
      Extend: "More time",
      Lock: "Lock",
      Clear: "Check done",
      Terminate: "End attempt",
      Reopen: "Reopen",
      Void: "Declare void"
    },
    reachesRoom: (count: number) => `Everybody in the room: ${counted(count, "learner", "learners")}.`,
    reaches: (count: number) => `${counted(count, "learner", "learners")}:`,
    andMore: (count: number) => `and ${count} more`,
    unable: (count: number) => `${count} of them ${count === 1 ? "is" : "are"} not sitting at the moment and will not take it.`,
    minutes: "Minutes more",
    minutesHint: "From 1 minute to 24 hours.",
    lockedTime: "The time of the lock",
    giveBack: "is given back",
    withhold: "is withheld",
    text: "Text",
    reason: "Reason",
    reasonHint: "Kept with your name. Write it so that the learner can read it.",
    reasonOptional: "Reason (optional)",
    go: "Go on …",
    sure: (count: number) =>
      `This ends the exam of ${counted(count, "learner", "learners")} now. Only a reopening, with a reason, leads back. Are you sure?`,
    sureButton: (count: number) => (count === 1 ? "Yes, end the attempt" : `Yes, end ${count} attempts`),
    needsConnection:
      "There is no connection at the moment. This cannot be taken back, so it is not kept to be sent later. Wait until the connection is back."
  },
  selection: { label: "With those selected", count: (count: number) => `${count} selected` },
  receipts: {
    label: "What became of actions",
    room: "the whole room",
    some: "a selection",
    attempt: (id: string) => `Attempt ${id}`,
    reached: (done: number, targets: number) => `Reached ${done} of ${targets}.`,
    progress: "Answered so far",
    refused: (count: number) => counted(count, "did not take it", "did not take it"),
    hide: "Put away",
    past: (count: number) => `Actions so far (${count})`
  }
}
