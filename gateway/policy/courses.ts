/** Who may ask for what about courses, and about one's own record of learning. */
import { type Rows, taker } from "./rule.ts"

export const coursesRoutes: Rows = {
  "courses.list": ["course:read"],
  "courses.read": ["course:read"],
  "courses.enroll": ["course:enroll"],
  "courses.modules": ["course:read"],
  "courses.module": ["course:read"],
  "courses.progress": ["course:read"],
  "courses.study": ["course:read"],
  "courses.complete": ["course:read"]
}

export const courseCommands: Rows = {
  Enrol: ["course:enroll"],
  Withdraw: ["course:enroll"],
  Announce: ["course:update@course"],
  MoveLearners: ["course:update@course"]
}

export const learnerCommands: Rows = {
  OpenModule: ["course:read"],
  Study: ["course:read"],
  CloseModule: ["course:read"],
  CompleteModule: ["course:read"],
  // Staff start previews of their own exams; that it is one, the actor sees to.
  StartAttempt: taker,
  ReadNotice: ["course:read"]
}
