import { live } from "../live.ts"
import type { World } from "../world.ts"

const to =
  (id: (world: World) => number, command: { readonly _tag: string; readonly [field: string]: unknown }) => (world: World) => ({
    to: { type: "course" as const, id: id(world) },
    command
  })
const aboutOwner =
  (id: (world: World) => number, command: { readonly _tag: string; readonly approved?: boolean }) => (world: World) =>
    to(id, { ...command, userId: world.people.owner.id })(world)
const accept = { _tag: "AcceptInvitation", token: "an-invitation-of-nobody" }
const announce = { _tag: "Announce", text: "Welcome" }

export const liveCourse = live(
  `
                          nobody  owner  fellow  outsider  teacher  colleague  mentor  watcher  proctor  sponsor  visitor  admin
  course.Enrol            401     yes    yes     yes       403      403        403     403      403      403      403      yes
  course.Enrol/hidden     401     404    404     404       403      403        403     403      403      403      403      yes
  course.Withdraw         401     yes    yes     yes       403      403        403     403      403      403      403      yes
  course.Withdraw/hidden  401     404    404     404       403      403        403     403      403      403      403      not_enrolled
  course.JoinWaitList             401     yes    yes     yes       403      403        403     403      403      403      403      yes
  course.JoinWaitList/hidden      401     404    404     404       403      403        403     403      403      403      403      yes
  course.LeaveWaitList            401     yes    yes     yes       403      403        403     403      403      403      403      yes
  course.LeaveWaitList/hidden     401     404    404     404       403      403        403     403      403      403      403      yes
  course.RequestEnrolment         401     yes    yes     yes       403      403        403     403      403      403      403      yes
  course.RequestEnrolment/hidden  401     404    404     404       403      403        403     403      403      403      403      yes
  course.CancelRequest            401     yes    yes     yes       403      403        403     403      403      403      403      yes
  course.CancelRequest/hidden     401     404    404     404       403      403        403     403      403      403      403      yes
  course.AcceptInvitation         401     invitation_unknown  invitation_unknown  invitation_unknown  403  403  403  403  403  403  403  invitation_unknown
  course.DecideRequest            401     403    403     403       yes      seen       403     403      403      403      403      yes
  course.DecideRequest/hidden     401     403    403     403       404      yes        403     403      403      403      403      yes
  course.Admit                    401     403    403     403       yes      seen       403     403      403      403      403      yes
  course.Admit/hidden             401     403    403     403       404      yes        403     403      403      403      403      yes
  course.Remove                   401     403    403     403       yes      seen       403     403      403      403      403      yes
  course.Remove/hidden            401     403    403     403       404      yes        403     403      403      403      403      yes
  course.Announce         401     403    403     403       yes      seen       403     403      403      403      403      yes
  course.Announce/hidden  401     403    403     403       404      yes        403     403      403      403      403      yes
  course.MoveLearners     401     403    403     403       yes      seen       403     403      403      403      403      yes
`,
  {
    "course.Enrol": to((world) => world.otherCourse, { _tag: "Enrol" }),
    "course.Enrol/hidden": to((world) => world.hiddenCourse, { _tag: "Enrol" }),
    "course.Withdraw": to((world) => world.otherCourse, { _tag: "Withdraw" }),
    "course.Withdraw/hidden": to((world) => world.hiddenCourse, { _tag: "Withdraw" }),
    "course.JoinWaitList": to((world) => world.otherCourse, { _tag: "JoinWaitList" }),
    "course.JoinWaitList/hidden": to((world) => world.hiddenCourse, { _tag: "JoinWaitList" }),
    "course.LeaveWaitList": to((world) => world.otherCourse, { _tag: "LeaveWaitList" }),
    "course.LeaveWaitList/hidden": to((world) => world.hiddenCourse, { _tag: "LeaveWaitList" }),
    "course.RequestEnrolment": to((world) => world.otherCourse, { _tag: "RequestEnrolment" }),
    "course.RequestEnrolment/hidden": to((world) => world.hiddenCourse, { _tag: "RequestEnrolment" }),
    "course.CancelRequest": to((world) => world.otherCourse, { _tag: "CancelRequest" }),
    "course.CancelRequest/hidden": to((world) => world.hiddenCourse, { _tag: "CancelRequest" }),
    "course.AcceptInvitation": to((world) => world.otherCourse, accept),
    "course.DecideRequest": aboutOwner((world) => world.course, { _tag: "DecideRequest", approved: true }),
    "course.DecideRequest/hidden": aboutOwner((world) => world.hiddenCourse, { _tag: "DecideRequest", approved: true }),
    "course.Admit": aboutOwner((world) => world.course, { _tag: "Admit" }),
    "course.Admit/hidden": aboutOwner((world) => world.hiddenCourse, { _tag: "Admit" }),
    // Of somebody who is not there: the owner's seat is needed by the rows that follow.
    "course.Remove": (world) => to(({ course }) => course, { _tag: "Remove", userId: world.people.visitor.id })(world),
    "course.Remove/hidden": aboutOwner((world) => world.hiddenCourse, { _tag: "Remove" }),
    "course.Announce": to((world) => world.course, announce),
    "course.Announce/hidden": to((world) => world.hiddenCourse, announce),
    // A version of another course: nobody is moved to it.
    "course.MoveLearners": to((world) => world.course, { _tag: "MoveLearners", versionId: 987_654_321, learners: [1] })
  }
)
