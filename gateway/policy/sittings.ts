/** Who may ask for what about assessments as they are written, and about sittings: as they are planned, and as they go. */
import { author, type Rows, staff, watcher } from "./rule.ts"

export const banksRoutes: Rows = {
  "banks.list": author,
  "banks.add": author,
  "banks.examine": author,
  "banks.read": author,
  "banks.change": author,
  "banks.replace": author,
  "banks.arrange": author,
  "banks.setQuestion": author,
  "banks.removeQuestion": author,
  "banks.retire": author,
  "banks.revisions": author,
  "banks.revision": author,
  "banks.preview": author,
  "exchange.exportBank": author,
  "exchange.importBank": author
}

export const sittingsRoutes: Rows = {
  "schedule.mine": staff,
  "schedule.list": author,
  "schedule.add": author,
  "schedule.read": author,
  "schedule.change": author,
  "schedule.withdraw": author,
  "schedule.setLearners": author,
  "sittings.read": ["course:read"],
  "sittings.open": staff,
  "sittings.close": staff,
  "sittings.pause": staff,
  "sittings.resume": staff,
  "sittings.act": staff,
  "sittings.beginShift": staff,
  "sittings.handOver": staff,
  "sittings.endShift": staff,
  "sittings.wall": watcher,
  "sittings.reviews": staff,
  "sittings.people": watcher,
  "sittings.cases": staff,
  "sittings.assignProctor": author,
  "sittings.unassignProctor": author,
  "sittings.setGroup": author,
  "sittings.removeGroup": author,
  "sittings.setTerms": author,
  "sittings.removeTerms": author
}

export const examCommands: Rows = {
  Open: staff,
  Close: staff,
  PauseRoom: staff,
  ResumeRoom: staff,
  Act: staff,
  BeginShift: staff,
  HandOver: staff,
  EndShift: staff,
  AssignProctor: author,
  UnassignProctor: author,
  SetGroup: author,
  RemoveGroup: author,
  SetTerms: author
}
