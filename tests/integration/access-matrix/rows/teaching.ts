import { rest } from "../rest.ts"
import type { World } from "../world.ts"

const course = (world: World) => ({ params: { id: world.course } })
const teacher = (world: World) => ({ params: { id: world.course, userId: world.people.teacher.id } })
const owner = (world: World) => ({ params: { id: world.course, userId: world.people.owner.id } })
const version = async (world: World) => {
  const [row] = await world.sql`select current_version_id as id from courses where id = ${world.course}`
  return { params: { id: world.course, versionId: Number(row?.["id"]) } }
}

export const teaching = rest(
  `
                                 nobody  owner           fellow          outsider        teacher         colleague       mentor          watcher         proctor         sponsor         visitor         admin
  teaching.team                  401     403             403             403             yes             404             403             403             403             403             403             yes
  teaching.addToTeam             401     403             403             403             yes             404             403             403             403             403             403             yes
  teaching.removeFromTeam        401     403             403             403             yes             404             403             403             403             403             403             yes
  teaching.grants                401     403             403             403             yes             404             403             403             403             403             403             yes
  teaching.grant                 401     403             403             403             yes             404             403             403             403             403             403             yes
  teaching.ungrant               401     403             403             403             yes             404             403             403             403             403             403             yes
  teaching.movable               401     403             403             403             yes             404             403             403             403             403             403             yes
  teaching.move                  401     403             403             403             yes             404             403             403             403             403             403             yes
  teaching.announce              401     403             403             403             yes             404             403             403             403             403             403             yes
  teaching.announcements         401     yes             yes             not_enrolled    yes             not_enrolled    not_enrolled    not_enrolled    not_enrolled    not_enrolled    not_enrolled    yes
  teaching.announcements/hidden  401     404             404             404             404             yes             404             404             404             404             404             yes
  teaching.inbox                 401     yes             yes             yes             yes             yes             yes             yes             yes             yes             yes             yes
  teaching.readNotice            401     notice_unknown  notice_unknown  notice_unknown  notice_unknown  notice_unknown  notice_unknown  notice_unknown  notice_unknown  notice_unknown  notice_unknown  notice_unknown
`,
  {
    "teaching.team": course,
    "teaching.addToTeam": (world) => ({ ...teacher(world), body: {} }),
    // Somebody who is not in it.
    "teaching.removeFromTeam": owner,
    "teaching.grants": course,
    "teaching.grant": (world) => ({ ...owner(world), body: { reason: "A scholarship" } }),
    "teaching.ungrant": owner,
    "teaching.movable": version,
    "teaching.move": async (world) => ({ ...(await version(world)), body: { learners: [world.people.outsider.id] } }),
    "teaching.announce": (world) => ({ ...course(world), body: { text: "Welcome" } }),
    "teaching.announcements": course,
    "teaching.announcements/hidden": (world) => ({ params: { id: world.hiddenCourse } }),
    "teaching.readNotice": (world) => ({ params: { id: world.course, number: 987_654_321 } })
  }
)
