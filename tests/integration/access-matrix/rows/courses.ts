import { rest } from "../rest.ts"
import type { World } from "../world.ts"

const course = (world: World) => ({ params: { id: world.course } })
const hidden = (world: World) => ({ params: { id: world.hiddenCourse } })
const inCourse = (world: World) => ({ params: { id: world.course, moduleId: world.module } })
const inHidden = (world: World) => ({ params: { id: world.hiddenCourse, moduleId: world.hiddenModule } })
const beat = { body: { positionMs: 1_000 } }

export const courses = rest(
  `
                           nobody  owner         fellow        outsider      teacher       colleague     mentor        watcher       proctor       sponsor       visitor       admin
  courses.list             401     yes           yes           yes           yes           yes           yes           yes           yes           yes           yes           yes
  courses.read             401     yes           yes           yes           yes           yes           yes           yes           yes           yes           yes           yes
  courses.read/hidden      401     404           404           404           404           yes           404           404           404           404           404           yes
  courses.enroll           401     yes           yes           yes           403           403           403           403           403           403           403           yes
  courses.enroll/hidden    401     404           404           404           403           403           403           403           403           403           403           yes
  courses.modules          401     yes           yes           yes           yes           yes           yes           yes           yes           yes           yes           yes
  courses.modules/hidden   401     404           404           404           404           yes           404           404           404           404           404           yes
  courses.module           401     yes           yes           not_enrolled  yes           not_enrolled  not_enrolled  not_enrolled  not_enrolled  not_enrolled  not_enrolled  yes
  courses.module/hidden    401     404           404           404           404           yes           404           404           404           404           404           yes
  courses.progress         401     yes           yes           not_enrolled  yes           not_enrolled  not_enrolled  not_enrolled  not_enrolled  not_enrolled  not_enrolled  yes
  courses.progress/hidden  401     404           404           404           404           yes           404           404           404           404           404           yes
  courses.study            401     yes           yes           not_enrolled  not_enrolled  not_enrolled  not_enrolled  not_enrolled  not_enrolled  not_enrolled  not_enrolled  not_enrolled
  courses.study/hidden     401     not_enrolled  not_enrolled  not_enrolled  not_enrolled  not_enrolled  not_enrolled  not_enrolled  not_enrolled  not_enrolled  not_enrolled  not_enrolled
  courses.complete         401     yes           yes           not_enrolled  not_enrolled  not_enrolled  not_enrolled  not_enrolled  not_enrolled  not_enrolled  not_enrolled  not_enrolled
  courses.complete/hidden  401     not_enrolled  not_enrolled  not_enrolled  not_enrolled  not_enrolled  not_enrolled  not_enrolled  not_enrolled  not_enrolled  not_enrolled  not_enrolled
`,
  {
    "courses.read": course,
    "courses.read/hidden": hidden,
    "courses.enroll": (world) => ({ params: { id: world.otherCourse } }),
    "courses.enroll/hidden": hidden,
    "courses.modules": course,
    "courses.modules/hidden": hidden,
    "courses.module": inCourse,
    "courses.module/hidden": inHidden,
    "courses.progress": course,
    "courses.progress/hidden": hidden,
    "courses.study": (world) => ({ ...inCourse(world), ...beat }),
    "courses.study/hidden": (world) => ({ ...inHidden(world), ...beat }),
    "courses.complete": inCourse,
    "courses.complete/hidden": inHidden
  }
)
