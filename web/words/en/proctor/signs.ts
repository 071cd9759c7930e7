/** What is told of an attempt in a word or two. Signals are told as what a device noticed, and never as what somebody did. */
import type { AttemptState } from "../../../../protocol/attempt.ts"
import type { SignalKind } from "../../../../protocol/proctoring.ts"
import { counted } from "../../counted.ts"

export const signs = {
  nameless: (id: number) => `Account ${id}`,
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
    unanswered: (count: number) => counted(count, "message to answer", "messages to answer"),
    time_unseen: "New time not shown yet",
    flags: (count: number) => counted(count, "flag", "flags"),
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
    unconfirmed: (count: number) => counted(count, "message not shown yet", "messages not shown yet"),
    late: (count: number) => counted(count, "late answer", "late answers"),
    devices: (count: number) => counted(count, "change of device or address", "changes of device or address"),
    checkPoor: "check: concerns",
    gap: (length: string) => `nothing reported for ${length}`,
    submitted: (time: string) => `handed in ${time}`
  }
}
