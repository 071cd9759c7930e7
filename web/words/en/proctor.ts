import type { AttemptState } from "../../../protocol/attempt.ts"
import type { SignalKind } from "../../../protocol/proctoring.ts"

/** A plural by number. */
const n = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`

/** What proctors and reviewers read. Signals are told as what a device noticed, and never as what somebody did. */
export const proctor = {
  nameless: (id: number) => `Account ${id}`,
  phases: { scheduled: "Not open yet", open: "Open", closed: "Closed" },
  states: {
    created: "Created",
    waiting: "Waiting",
    in_progress: "Sitting",
    paused: "Paused",
    ended: "Time is over",
    submitted: "Handed in",
    terminated: "Ended by staff",
    grading: "Being graded",
    graded: "Graded",
    under_review: "Under review",
    verified: "Verified",
    rejected: "Rejected",
    declined: "Declined",
    expired: "Window over",
    absent: "Absent",
    voided: "Voided"
  } satisfies Record<AttemptState, string>,
  connections: {
    good: "Connected",
    poor: "Unsteady",
    missing: "Cut off",
    left: "Page closed",
    never: "Not here yet"
  },
  /** What asks for a proctor, as a row says it. */
  signs: {
    locked: "Locked: check",
    paused: "Paused",
    hand: "Hand raised",
    unanswered: (count: number) => n(count, "message to answer", "messages to answer"),
    time_unseen: "New time not shown yet",
    flags: (count: number) => n(count, "flag", "flags"),
    signals: "Signal",
    little_time: "Little time"
  },
  /** The same as a kind to filter by. */
  signNames: {
    locked: "Locked",
    paused: "Paused",
    hand: "Hand raised",
    unanswered: "Message to answer",
    time_unseen: "New time not shown",
    flags: "Flagged",
    signals: "Signals just now",
    connection: "Connection",
    little_time: "Little time"
  },
  signals: {
    focus_lost: "Window out of focus",
    focus_back: "Window back in focus",
    fullscreen_left: "Full screen left",
    fullscreen_back: "Full screen again",
    copy: "Something copied",
    paste: "Something pasted",
    second_display: "Second display",
    network_gap: "Gap in the network",
    resize: "Window resized",
    idle: "Quiet for a minute",
    active: "Active again"
  } satisfies Record<SignalKind, string>,
  notes: {
    unconfirmed: (count: number) => n(count, "message not shown yet", "messages not shown yet"),
    late: (count: number) => n(count, "late answer", "late answers"),
    devices: (count: number) => n(count, "change of device or address", "changes of device or address"),
    checkPoor: "check: concerns",
    gap: (length: string) => `nothing reported for ${length}`,
    submitted: (time: string) => `handed in ${time}`
  },

  rooms: {
    none: "You have no rooms",
    noneHint: "A sitting appears here when you are assigned to watch over it, or when you lead its course.",
    groups: { open: "Open now", scheduled: "To come", closed: "Past" },
    everyone: "Everybody enrolled",
    invited: (count: number) => n(count, "learner invited", "learners invited"),
    proctors: (count: number) => n(count, "proctor", "proctors"),
    opensIn: (length: string) => `opens in ${length}`,
    more: "Show older ones"
  },
  room: {
    title: "Exam room",
    back: "All rooms",
    clock: "Server’s clock",
    pausedSince: (time: string) => `The room is paused since ${time}`,
    opensIn: (left: string) => `Opens in ${left}`,
    opensAt: (when: string) => `Opens ${when}`,
    opensLater: "Waits to be opened",
    closesIn: (left: string, cuts: boolean) => (cuts ? `Closes, and ends all, in ${left}` : `Entry ends in ${left}`),
    counts: {
      needing: "Need you",
      waiting: "Waiting",
      sitting: "Sitting",
      over: "Over",
      disconnected: "Not connected"
    }
  },
  wall: {
    label: "Learners in the room",
    columns: {
      select: "Selected",
      learner: "Learner",
      state: "State",
      attention: "Needs",
      time: "Time left",
      answered: "Answered",
      question: "Question",
      connection: "Connection",
      notes: "Also"
    },
    number: (attempt: number) => `attempt ${attempt}`,
    still: "stopped",
    selectOne: (name: string) => `Select ${name}`,
    held: "The order waits while you point at rows, go through them or have some selected.",
    sortNow: "Sort now",
    empty: "Nobody has come yet. Learners appear here as they arrive in the waiting room.",
    noneFits: "Nobody fits what you filter by."
  },
  tools: {
    open: "Filter and order",
    name: "Name",
    stage: "State",
    stages: { any: "All", waiting: "Waiting", sitting: "Sitting", over: "Over" },
    attention: "Needs",
    attentions: { any: "All", some: "Anything" },
    connection: "Connection",
    connections: { any: "All", gone: "Not connected" },
    order: "Order",
    orders: { attention: "By need", name: "By name", time: "Least time first", progress: "Least answered first" },
    all: (total: number) => n(total, "learner", "learners"),
    some: (shown: number, total: number) => `${shown} of ${n(total, "learner", "learners")}`,
    selectShown: (count: number) => `Select all ${count}`,
    unselect: "Select none"
  },

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
      Terminate: "End the attempt"
    },
    does: {
      Message: "It comes up on the learner’s screen, and you see when it was shown there.",
      Warn: "It comes up on the learner’s screen as a warning, and you see when it was shown there.",
      Pause: "Time stands still and is kept; no answers are taken until it goes on. The learner reads why.",
      Resume: "Time goes on with exactly what was kept.",
      Extend: "The deadline moves by so much. The learner sees the old and the new one, and why.",
      Lock: "Time and answers stop until one of you has looked. The learner reads why.",
      Clear: "It goes on. The time of the lock is given back unless you withhold it.",
      Terminate: "The exam ends at once. What was saved is graded, and people always review it."
    },
    buttons: {
      Message: "Message",
      Warn: "Warn",
      Pause: "Pause",
      Resume: "Resume",
      Extend: "More time",
      Lock: "Lock",
      Clear: "Check done",
      Terminate: "End attempt"
    },
    reachesRoom: (count: number) => `Everybody in the room: ${n(count, "learner", "learners")}.`,
    reaches: (count: number) => `${n(count, "learner", "learners")}:`,
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
      `This ends the exam of ${n(count, "learner", "learners")} now. Only a reopening, with a reason, leads back. Are you sure?`,
    sureButton: (count: number) => (count === 1 ? "Yes, end the attempt" : `Yes, end ${count} attempts`),
    waits: "There is no connection at the moment. This is sent by itself as soon as there is, also when you close this.",
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
    refused: (count: number) => n(count, "did not take it", "did not take it"),
    hide: "Put away",
    past: (count: number) => `Actions so far (${count})`
  },
  shift: {
    label: "Shift",
    onDuty: "On duty:",
    nobody: "Nobody is on duty.",
    since: (name: string, time: string) => `${name} since ${time}`,
    begin: "Begin my shift",
    end: "End my shift",
    handOver: "Hand over",
    handOverExplain: "You stay responsible until the next one begins their shift.",
    to: "To whom",
    note: "Note (optional)",
    noteHint: "What they should know: who is waited for, what was promised.",
    nobodyElse: "Nobody else is assigned to this room. Whoever leads the course can assign somebody.",
    handing: (from: string, to: string, time: string) => `${from} hands over to ${to} (${time}).`
  },
  doors: {
    label: "Room and shift",
    titles: { open: "Open the room", close: "Close the room", pause: "Pause the room", resume: "Resume the room" },
    buttons: { open: "Open the room", close: "Close the room", pause: "Pause the room", resume: "Resume the room" },
    explain: {
      open: "Those who wait are let in, within a few seconds of each other.",
      close: (cuts: boolean): string =>
        cuts
          ? "Nobody is let in any more, and attempts that still run end now. What was saved is handed in."
          : "Nobody is let in any more. Attempts that run go on to their own deadline.",
      pause: "Time stands still for everybody, and is kept. Everybody reads why.",
      resume: "Time goes on for everybody who has no pause or lock of their own."
    },
    toAll: { Message: "Message to all", Warn: "Warning to all", Extend: "More time for all" }
  },
  learner: {
    title: (id: number) => `Attempt ${id}`,
    close: "Back to the wall",
    actions: "What you can do",
    timeLeft: "Time left",
    kept: (left: string) => `${left}, kept`,
    deadline: "Deadline",
    limit: "Time given",
    began: "Began",
    handedIn: "Handed in",
    byClock: "by the clock",
    compensated: "Given back for an outage",
    held: {
      pause: (time: string) => `Paused since ${time}`,
      room_pause: (time: string) => `Held by the room’s pause since ${time}`,
      lock: (time: string) => `Locked since ${time}: somebody has to look`
    },
    change: {
      pause: "Time last changed by a pause",
      resume: "Time last changed when it was resumed",
      extension: "Time last changed by an extension",
      lock: "Time last changed by a lock",
      clearing: "Time last changed when the check was done",
      window: "Time last changed with the room’s hours",
      accommodation: "Time last changed by an accommodation",
      outage: "Time last changed after an outage",
      reopening: "Time last changed by a reopening"
    },
    newDeadline: (time: string) => `until ${time}`,
    changeSeen: (time: string) => `shown to the learner ${time}`,
    changeUnseen: "not shown to the learner yet",
    answers: (answered: number, total: number) => `${answered} of ${n(total, "question", "questions")} answered`,
    nothingSaved: "Nothing saved yet",
    lastSaved: (time: string) => `Last saved ${time}`,
    looksAt: (question: string) => `looks at ${question}`,
    savedWhen: "When each was saved"
  },
  talk: {
    title: "Messages and chat",
    none: "Nothing was said yet.",
    learner: "Learner",
    staff: "Staff",
    kinds: { message: "message", warning: "warning", chat: "chat" },
    erased: "These words were erased.",
    confirmed: (time: string) => `Shown on their screen ${time}`,
    unconfirmed: "Not shown on their screen yet",
    answer: "Write in the chat",
    send: "Send"
  },
  watched: {
    title: "What the device noticed",
    evidence: "All of this has innocent causes. Look at several together, and ask.",
    nothing: "Nothing was reported.",
    latest: (count: number) => `The latest ${count}`,
    lasted: (seconds: number) => `${seconds} s`,
    gap: (length: string) => `Nothing was reported for ${length} in all: of this time nothing is known.`,
    observedTo: (time: string) => `Last report ${time}`,
    devices: "Devices",
    noDevice: "Not begun on any device yet.",
    device: (epoch: number, time: string) => `Device ${epoch}, since ${time}`,
    check: { good: "Check before the exam: nothing in the way.", poor: "Check before the exam:" },
    concerns: {
      slow_connection: "slow connection",
      clock_off: "clock is off",
      no_full_screen: "no full screen",
      several_displays: "several displays",
      offline: "was offline"
    }
  },
  flags: {
    title: "Flags",
    note: "Flag something to look at afterwards",
    noteHint: "The learner does not see it.",
    raise: "Raise a flag",
    withdraw: "Withdraw",
    whyWithdraw: "Why it is withdrawn",
    withdrawn: (time: string) => `withdrawn ${time}`,
    acts: "What staff did"
  },
  timeline: {
    title: "Everything in order",
    engine: "The system",
    actor: (type: string) =>
      ({ exam: "The room", learner: "The learner’s record", course: "The course", attempt: "The attempt" })[type] ?? type,
    claimed: (time: string) => `their device’s clock said ${time}`
  },
  /** Events of the record, by their tag. */
  events: {
    Created: "Attempt created",
    RoomChanged: "The room’s state reached it",
    Checked: "Device checked",
    LetIn: "Let in",
    PasswordMissed: "A wrong password was given",
    Declined: "Declined",
    Expired: "Its window passed",
    Missed: "The room closed before it began",
    Begun: "Began",
    TakenOver: "Went on at another device",
    AddressChanged: "Came from another network address",
    AnswerSaved: "Answer saved",
    AnswerCleared: "Answer cleared",
    AnswerLate: "Answer came after the deadline",
    Paused: "Paused",
    Resumed: "Resumed",
    Extended: "Time added",
    Locked: "Locked until checked",
    Cleared: "Check done",
    Compensated: "Time given back for an outage",
    Reopened: "Reopened",
    TimeAcknowledged: "Change of time shown",
    Ended: "Deadline passed",
    Submitted: "Handed in",
    Terminated: "Ended by staff",
    Voided: "Voided",
    GradingRequested: "Grading began",
    GradingFailed: "Grading failed, and is tried again",
    Graded: "Graded",
    LateDecided: "Late answer decided",
    LateLapsed: "Late answers lapsed undecided",
    MessageSent: "Message",
    MessageConfirmed: "Message shown",
    HandRaised: "Hand raised",
    HandLowered: "Hand lowered",
    SignalsReported: "Device’s report",
    Flagged: "Flagged",
    Unflagged: "Flag withdrawn",
    Answered: "Answered an action of the room",
    ReviewRequested: "Review asked for",
    VerdictProposed: "Verdict proposed",
    VerdictReturned: "Verdict returned",
    VerdictGiven: "Verdict given",
    Appealed: "Appealed"
  },

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
