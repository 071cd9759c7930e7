/** One attempt at a quiz or an exam: from the check to the result. */
const questions = (count: number): string => (count === 1 ? "1 question" : `${count} questions`)

export const exam = {
  title: { exam: "Exam", quiz: "Quiz", practice: "Practice" },
  back: "Back to the course",
  again: "Back to its page",
  notYours: "This is somebody else's attempt",
  notYoursHint: "Only who sits it can open this page. Proctors find it in their rooms.",
  toRooms: "To the exam rooms",

  facts: {
    questions,
    time: (length: string) => `${length} from when you begin`,
    unlimited: "No time limit",
    attempt: (number: number) => `Attempt ${number}`,
    closes: (when: string) => `The room closes on ${when}.`,
    short: (given: string, whole: string) =>
      `The room closes before your whole time would be over: if you begin now you have ${given} instead of ${whole}.`
  },

  check: {
    title: "Check of your device",
    explain: "Takes two seconds. It tells you what may disturb the exam; it stops nobody.",
    needed: "This room asks for the check before you begin.",
    run: "Check this device",
    again: "Check again",
    running: "Checking …",
    good: "All is well. Nothing here should disturb you.",
    poor: "You can begin. This may disturb you:",
    connection: "Connection",
    clock: "Clock",
    screen: "Screen",
    fine: "good",
    look: "look at this",
    roundTrip: (ms: number) => `answers in ${ms} ms`,
    offset: (length: string) => `${length} off the server's; the server's counts`,
    exact: "agrees with the server's",
    fullScreen: "full screen",
    window: "in a window",
    displays: (count: number) => (count === 1 ? "one screen" : `${count} screens`),
    goFull: "Full screen",
    concerns: {
      slow_connection:
        "The connection is slow. Close downloads and videos, or go nearer to the router. Answers are kept on this device until they are sent.",
      clock_off: "This device's clock is wrong. That does no harm: the countdown goes by the server's clock.",
      no_full_screen: "This page is not shown in full screen. Full screen keeps other windows from coming in between.",
      several_displays: "There is more than one screen. Switch the others off, if the rules of your exam ask for one.",
      offline: "There is no connection at the moment. Check the cable or the Wi-Fi, and check again."
    }
  },

  observed: {
    title: "What proctors see",
    explain:
      "A proctor watches this exam live. They see which question is on your screen and how many are answered, never what you answer. Your browser reports when this page loses the focus or full screen, copying and pasting, another screen, a change of the window's size, a lost connection, and long times without a key or a move. No camera, no microphone, nothing outside of this page.",
    judged: "Such signs are not proof of anything. People judge them, never a program.",
    short: "This page reports what happens around it."
  },
  consent: {
    title: "Terms",
    agree: "I have read this and agree to it."
  },
  password: { label: "Password of the room", hint: "The proctor tells it." },
  begin: {
    now: "Begin",
    ready: "You can begin.",
    starts: "Your time starts when you press the button.",
    startsUntimed: "You can leave and come back at any time.",
    missing: {
      check: "Check your device first.",
      consent: "Agree to the terms first.",
      password: "Fill in the room's password first."
    }
  },
  waiting: {
    title: "Waiting room",
    opensIn: "Opens in",
    beginsIn: "You begin in",
    byProctor: "The proctor opens the room. This page shows it at once.",
    atOnce: "Everybody is let in within a few seconds. You lose no time.",
    paused: "The room is paused. This page goes on by itself.",
    stay: "You can stay here: the button appears by itself, without loading the page again.",
    connected: "Connected",
    unconnected: "No connection. This page connects again by itself."
  },
  decline: {
    open: "I will not sit this",
    title: "Not sit this exam?",
    explain: "This attempt ends without having begun. It does not count, and uses none of your attempts up.",
    confirm: "I will not sit it"
  },

  room: {
    left: "Time left",
    kept: "Time kept",
    unlimited: "No time limit",
    endsAt: (time: string) => `ends at ${time}`,
    minutesLeft: (minutes: number) => (minutes === 1 ? "One minute left." : `${minutes} minutes left.`),
    unknown: "The time is shown once there is a connection.",
    over: "The time is over. What is saved is handed in by itself.",
    overOffline:
      "The time is over, and there is no connection. What reached the server in time counts. The rest is sent as soon as possible; whether it counts, a person decides.",
    offline: "No connection at the moment. Go on: your answers are kept on this device and sent by themselves.",
    offlineKept: (count: number) => (count === 1 ? "One answer waits to be sent." : `${count} answers wait to be sent.`),
    closed: "This page is no longer connected.",
    connect: "Connect again"
  },
  map: {
    title: "Questions",
    open: (answered: number, total: number) => `Questions: ${answered} of ${total} answered`,
    answered: (answered: number, total: number) => `${answered} of ${total} answered`,
    question: (number: number) => `Question ${number}`,
    states: {
      none: "not answered",
      saved: "saved",
      sending: "being saved",
      held: "kept on this device",
      late: "came after the end",
      lost: "not counted"
    },
    marked: "marked for later"
  },
  question: {
    heading: (number: number, total: number) => `Question ${number} of ${total}`,
    marks: (marks: string) => (marks === "1" ? "1 mark" : `${marks} marks`),
    chooseOne: "Choose one.",
    chooseAll: "Choose all that apply.",
    true: "True",
    false: "False",
    clear: "Clear the answer",
    answer: "Your answer",
    numberHint: { en: "Write a number, such as 1,234.5", de: "Write a number, such as 1.234,5" },
    readAs: (number: string) => `Read as ${number}`,
    noNumber: (hint: string) => `This cannot be read as a number. ${hint}`,
    later: "Mark for later",
    previous: "Previous",
    next: "Next",
    loading: "The questions are being loaded."
  },
  marks: {
    none: "Not answered yet",
    saved: "Saved",
    sending: "Being saved …",
    kept: "Kept on this device, will be sent",
    held: "Kept on this device, will be sent when time goes on",
    late: {
      awaiting: "Came after the end. Kept; a person decides whether it counts.",
      accepted: "Came after the end, and counts",
      refused: "Came after the end, and does not count",
      lapsed: "Came after the end, and does not count"
    },
    lost: (why: string) => `Not counted: ${why}`
  },
  lost: {
    title: "An answer given here was not counted",
    given: "What you had answered:",
    dismiss: "Understood"
  },
  handIn: {
    open: "Hand in",
    title: "Hand in?",
    all: (total: number) => `All ${questions(total)} are answered and saved.`,
    unanswered: (count: number) => (count === 1 ? "1 question is not answered" : `${count} questions are not answered`),
    marked: (count: number) => (count === 1 ? "1 question is marked for later" : `${count} questions are marked for later`),
    unsaved: (count: number) =>
      count === 1 ? "1 answer is not saved yet; it is sent first" : `${count} answers are not saved yet; they are sent first`,
    final: "Once handed in, answers cannot be changed.",
    byItself: "When the time ends, what is saved is handed in by itself. You need do nothing for that.",
    confirm: "Hand in now",
    goOn: "Go on with the questions",
    underWay: "Being handed in …",
    offline: "Being handed in as soon as there is a connection. You can leave this page open; when it arrives counts."
  },

  standstill: {
    pause: "Your exam is paused",
    room_pause: "The room is paused",
    lock: "Your exam is locked until a proctor has checked",
    since: (time: string) => `Since ${time}.`,
    why: "Reason:",
    time: "Time stands still. You lose none of it.",
    kept: "Kept for you:",
    goesOn: "This page goes on by itself.",
    resumed: "Time goes on."
  },
  change: {
    pause: "Time stands still",
    resume: "Time goes on",
    extension: "You were given more time",
    lock: "Time stands still",
    clearing: "The check is done",
    window: "The times of the room have changed",
    accommodation: "Your time has changed",
    outage: "Time lost through a fault on our side was given back",
    reopening: "Your attempt was reopened",
    end: (before: string, after: string) => `End before: ${before}. End now: ${after}.`,
    endNow: (after: string) => `End now: ${after}.`,
    noEnd: "Nothing limits your time any more.",
    understood: "Understood"
  },
  messages: {
    message: "Message from the proctor",
    warning: "Warning from the proctor",
    read: "I have read this"
  },
  talk: {
    open: "Ask the proctor",
    unread: (count: number) => (count === 1 ? "1 new" : `${count} new`),
    arrived: "The proctor has written to you.",
    title: "Talk with the proctors",
    empty: "Nothing was written yet. What you write here is seen by the proctors of this room.",
    you: "You",
    proctor: "Proctor",
    erased: "(removed)",
    write: "Your message",
    send: "Send",
    sending: "Being sent …",
    raise: "Raise hand",
    lower: "Lower hand",
    raised: "Your hand is raised. A proctor will see it."
  },
  elsewhere: {
    title: "This goes on at another device",
    explain: (time: string) => `Since ${time} another device or window holds this attempt. Only one can answer at a time.`,
    saved: "Every saved answer is kept, whichever device it came from.",
    takeOver: "Go on here",
    after: "The other device stops then, and says so."
  },

  after: {
    ended: "The time is over",
    endedHint: "What you had saved is being handed in. You need do nothing.",
    submitted: "Handed in",
    submittedHint: (time: string) => `Your answers arrived on ${time}.`,
    byClock: (time: string) => `The time ended on ${time}, and what you had saved was handed in.`,
    grading: "Being graded. The result appears here by itself.",
    terminated: "A proctor ended this attempt",
    terminatedHint: "What you had saved is graded, and people review the case.",
    under_review: "Under review",
    underReviewHint: "People look at this attempt before the result stands. The result appears here by itself.",
    verified: "Verified",
    rejected: "Not accepted",
    declined: "You did not sit this",
    declinedHint: "It does not count, and none of your attempts was used up.",
    expired: "Your time to begin is over",
    expiredHint: "None of your attempts was used up. Ask who runs the exam for another date.",
    absent: "The room closed before you began",
    absentHint: "None of your attempts was used up. Ask who runs the exam for another date.",
    voided: "This attempt was declared void",
    voidedHint: "It counts as if it had not been sat. Ask an administrator why.",
    unsent: "Answers are still being sent from this device. Leave this page open until they have arrived."
  },
  result: {
    title: "Result",
    passed: "Passed",
    failed: "Not passed",
    score: (score: string) => `${score} %`,
    marks: (awarded: string, outOf: string) => `${awarded} of ${outOf} marks`,
    provisional: "Provisional: something is still to be decided and may change it.",
    reason: "Reason:",
    certificate: "If this completes the course, your certificate is on the course's page.",
    review: "Your answers",
    noReview: "Questions and answers are not shown after this one.",
    noAnswer: "No answer",
    erased: "(removed)",
    late: "Answers that came after the end",
    lateAwaiting: "Within the time set for it, a person decides whether they count."
  },
  appeal: {
    title: "Appeal",
    explain: "You can appeal once, within two weeks. Other people than before will decide.",
    label: "Why should it be decided otherwise?",
    send: "Appeal",
    awaiting: "Your appeal was received and awaits a decision.",
    upheld: "Your appeal was upheld.",
    dismissed: "Your appeal was dismissed.",
    yours: "Your appeal:"
  }
}
