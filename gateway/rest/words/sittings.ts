import type { GroupWords } from "./words.ts"

export const sittings: GroupWords = {
  read: {
    summary: "Read a room",
    description: "As proctors or as candidates see it; which of them one is stands in `audience`."
  },
  open: { summary: "Open the room", description: "Before its hour, or where the clock was not to open it." },
  close: { summary: "Close the room", description: "For everybody, whatever their terms say." },
  pause: { summary: "Pause the room", description: "Time stands still in all its attempts." },
  resume: { summary: "Resume the room", description: "Time goes on; who had a pause of their own keeps it." },
  act: {
    summary: "Act on the room or some of it",
    description: "One action for all attempts or those named. What each made of it comes back as a receipt.",
    body: {
      actionId: "fire-drill-1",
      on: "room",
      action: { _tag: "Message", text: "Please stay seated, time stands still." }
    }
  },
  beginShift: { summary: "Begin one's shift", description: "Says that one is on duty." },
  endShift: { summary: "End one's shift", description: "Refused to the last on duty while the room is open: hand over first." },
  handOver: { summary: "Hand over", description: "Names who is next; it is done when they begin their shift." },
  assignProctor: { summary: "Assign a proctor", description: "By those who lead the course." },
  unassignProctor: { summary: "Unassign a proctor", description: "Stays so until they are assigned again." },
  setGroup: { summary: "Set a group's terms", description: "Its members and what is different for them." },
  removeGroup: { summary: "Remove a group", description: "Its members sit under the room's own terms again." },
  setTerms: { summary: "Set a person's terms", description: "What is different for one person, such as more time." },
  removeTerms: { summary: "Remove a person's terms", description: "They sit under their group's or the room's terms again." },
  wall: { summary: "Read the wall", description: "Its attempts' rows and who is connected, at this moment." },
  reviews: { summary: "List what is under review", description: "Longest waiting first; `status` asks for those decided." },
  people: {
    summary: "List who is in the room",
    description: "The names of who sits in it, of its proctors and of who else may act in it, for those who watch it."
  },
  cases: {
    summary: "List what is under review in one's rooms",
    description: "Of all rooms that one watches or teaches, longest waiting first; `status` asks for those decided."
  }
}
