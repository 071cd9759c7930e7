/** A room as a whole: the list of them, its head, its wall, its doors, and who is on duty. */
import { counted } from "../../counted.ts"

export const room = {
  phases: { scheduled: "Not open yet", open: "Open", closed: "Closed" },
  rooms: {
    none: "You have no rooms",
    noneHint: "A sitting appears here when you are assigned to watch over it, or when you lead its course.",
    groups: { open: "Open now", scheduled: "To come", closed: "Past" },
    everyone: "Everybody enrolled",
    invited: (count: number) => counted(count, "learner invited", "learners invited"),
    proctors: (count: number) => counted(count, "proctor", "proctors"),
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
    all: (total: number) => counted(total, "learner", "learners"),
    some: (shown: number, total: number) => `${shown} of ${counted(total, "learner", "learners")}`,
    selectShown: (count: number) => `Select all ${count}`,
    unselect: "Select none"
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
  }
}
