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
  }
}
