/** Who may ask for what about courses, and about one's own record of learning. */
import { type Rows, type Rule, taker } from "./rule.ts"

export const coursesRoutes: Rows = {
  "courses.list": ["course:read"],
  "courses.read": ["course:read"],
  "courses.enroll": ["course:enroll"],
  "courses.modules": ["course:read"],
  "courses.module": ["course:read"],
  "courses.progress": ["course:read"],
  "courses.study": ["course:read"],
  "courses.complete": ["course:read"],
  "categories.list": ["course:read"],
  "categories.read": ["course:read"],
  "categories.add": ["*"],
  "categories.change": ["*"],
  "categories.remove": ["*"]
}

const learner: Rule = ["course:enroll"]
const instructor: Rule = ["course:update@course"]

export const enrolmentRoutes: Rows = {
  "enrolment.rules": instructor,
  "enrolment.setRules": instructor,
  "enrolment.mine": ["course:read"],
  "enrolment.drop": learner,
  "enrolment.join": learner,
  "enrolment.leave": learner,
  "enrolment.ask": learner,
  "enrolment.cancel": learner,
  "enrolment.accept": learner,
  "enrolment.roster": instructor,
  "enrolment.admit": instructor,
  "enrolment.remove": instructor,
  "enrolment.decide": instructor,
  "enrolment.bulk": instructor,
  "enrolment.invitations": instructor,
  "enrolment.invite": instructor,
  "enrolment.revoke": instructor
}

export const courseCommands: Rows = {
  Enrol: ["course:enroll"],
  Withdraw: ["course:enroll"],
  JoinWaitList: ["course:enroll"],
  LeaveWaitList: ["course:enroll"],
  RequestEnrolment: ["course:enroll"],
  CancelRequest: ["course:enroll"],
  AcceptInvitation: ["course:enroll"],
  DecideRequest: ["course:update@course"],
  Admit: ["course:update@course"],
  Remove: ["course:update@course"],
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
