import type { World } from "../world.ts"
import { rest } from "../rest.ts"

const course = (world: World) => ({ params: { id: world.course } })
const otherCourse = (world: World) => ({ params: { id: world.otherCourse } })
const hidden = (world: World) => ({ params: { id: world.hiddenCourse } })
const owner = (world: World) => ({ params: { id: world.course, user: world.people.owner.id } })
const rules = { mode: "open", wait_list: false, required_courses: [] }

export const enrolment = rest(
  `
                           nobody  owner  fellow  outsider  teacher  colleague  mentor  watcher  proctor  sponsor  visitor  admin
  enrolment.rules          401     403    403     403       yes      404        403     403      403      403      403      yes
  enrolment.setRules       401     403    403     403       yes      404        403     403      403      403      403      yes
  enrolment.mine           401     yes    yes     yes       yes      yes        yes     yes      yes      yes      yes      yes
  enrolment.mine/hidden    401     404    404     404       404      yes        404     404      404      404      404      yes
  enrolment.join           401     yes    yes     yes       403      403        403     403      403      403      403      yes
  enrolment.join/hidden    401     404    404     404       403      403        403     403      403      403      403      yes
  enrolment.leave          401     yes    yes     yes       403      403        403     403      403      403      403      yes
  enrolment.ask            401     yes    yes     yes       403      403        403     403      403      403      403      yes
  enrolment.cancel         401     yes    yes     yes       403      403        403     403      403      403      403      yes
  enrolment.drop           401     yes    yes     yes       403      403        403     403      403      403      403      yes
  enrolment.accept         401     invitation_unknown  invitation_unknown  invitation_unknown  403  403  403  403  403  403  403  invitation_unknown
  enrolment.roster         401     403    403     403       yes      404        403     403      403      403      403      yes
  enrolment.admit          401     403    403     403       yes      seen       403     403      403      403      403      yes
  enrolment.decide         401     403    403     403       yes      seen       403     403      403      403      403      yes
  enrolment.bulk           401     403    403     403       yes      404        403     403      403      403      403      yes
  enrolment.invitations    401     403    403     403       yes      404        403     403      403      403      403      yes
  enrolment.invite         401     403    403     403       yes      404        403     403      403      403      403      yes
  enrolment.revoke         401     403    403     403       invitation_unknown  404  403  403  403  403  403  invitation_unknown
  enrolment.remove         401     403    403     403       yes      seen       403     403      403      403      403      yes
`,
  {
    "enrolment.rules": course,
    "enrolment.setRules": (world) => ({ ...course(world), body: rules }),
    "enrolment.mine": course,
    "enrolment.mine/hidden": hidden,
    "enrolment.join": otherCourse,
    "enrolment.join/hidden": hidden,
    "enrolment.leave": otherCourse,
    "enrolment.ask": (world) => ({ ...otherCourse(world), body: {} }),
    "enrolment.cancel": otherCourse,
    "enrolment.drop": otherCourse,
    "enrolment.accept": () => ({ body: { token: "an-invitation-of-nobody" } }),
    "enrolment.roster": course,
    "enrolment.admit": owner,
    "enrolment.decide": (world) => ({ ...owner(world), body: { approved: true } }),
    "enrolment.bulk": (world) => ({ ...course(world), body: { csv: "email\nnew@example.org\n", dry_run: true } }),
    "enrolment.invitations": course,
    "enrolment.invite": (world) => ({ ...course(world), body: { email: "new@example.org" } }),
    "enrolment.revoke": (world) => ({ params: { id: world.course, invitation: world.noId } }),
    "enrolment.remove": (world) => ({ params: { id: world.course, user: world.people.visitor.id } })
  }
)
