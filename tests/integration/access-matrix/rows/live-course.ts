import { live } from "../live.ts"
import type { World } from "../world.ts"

const to =
  (id: (world: World) => number, command: { readonly _tag: string; readonly [field: string]: unknown }) => (world: World) => ({
    to: { type: "course" as const, id: id(world) },
    command
  })
const announce = { _tag: "Announce", text: "Welcome" }

export const liveCourse = live(
  `
                          nobody  owner  fellow  outsider  teacher  colleague  mentor  watcher  proctor  sponsor  visitor  admin
  course.Enrol            401     yes    yes     yes       403      403        403     403      403      403      403      yes
  course.Enrol/hidden     401     404    404     404       403      403        403     403      403      403      403      yes
  course.Withdraw         401     yes    yes     yes       403      403        403     403      403      403      403      yes
  course.Withdraw/hidden  401     404    404     404       403      403        403     403      403      403      403      not_enrolled
  course.Announce         401     403    403     403       yes      seen       403     403      403      403      403      yes
  course.Announce/hidden  401     403    403     403       404      yes        403     403      403      403      403      yes
  course.MoveLearners     401     403    403     403       yes      seen       403     403      403      403      403      yes
`,
  {
    "course.Enrol": to((world) => world.otherCourse, { _tag: "Enrol" }),
    "course.Enrol/hidden": to((world) => world.hiddenCourse, { _tag: "Enrol" }),
    "course.Withdraw": to((world) => world.otherCourse, { _tag: "Withdraw" }),
    "course.Withdraw/hidden": to((world) => world.hiddenCourse, { _tag: "Withdraw" }),
    "course.Announce": to((world) => world.course, announce),
    "course.Announce/hidden": to((world) => world.hiddenCourse, announce),
    // A version of another course: nobody is moved to it.
    "course.MoveLearners": to((world) => world.course, { _tag: "MoveLearners", versionId: 987_654_321, learners: [1] })
  }
)
