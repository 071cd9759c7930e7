import { rest } from "../rest.ts"
import type { World } from "../world.ts"

const course = (world: World) => ({ params: { id: world.course } })
/** The published version: nothing of it can be changed, which is told to those only who may know of it. */
const version = async (world: World) => {
  const [row] = await world.sql`select current_version_id as id from courses where id = ${world.course}`
  return { params: { id: world.course, versionId: Number(row?.["id"]) } }
}
const inVersion = async (world: World) => {
  const { params } = await version(world)
  return { params: { ...params, moduleId: world.module } }
}
const step = async (world: World) => ({ ...(await version(world)), body: { reason: "To see who may" } })
const module = { title: "One more", content: { kind: "text", text: "More." } }

export const authoring = rest(
  `
                          nobody  owner  fellow  outsider  teacher  colleague  mentor  watcher  proctor  sponsor  visitor  admin
  authoring.create        401     403    403     403       yes      yes        403     403      403      403      403      yes
  authoring.record        401     403    403     403       yes      404        403     403      403      403      403      yes
  authoring.change        401     403    403     403       yes      404        403     403      403      403      403      yes
  authoring.remove        401     403    403     403       yes      404        403     403      403      403      403      yes
  authoring.versions      401     403    403     403       yes      404        403     403      403      403      403      yes
  authoring.open          401     403    403     403       yes      404        403     403      403      403      403      yes
  authoring.version       401     403    403     403       yes      404        403     403      403      403      403      yes
  authoring.describe      401     403    403     403       yes      404        403     403      403      403      403      yes
  authoring.discard       401     403    403     403       yes      404        403     403      403      403      403      yes
  authoring.differences   401     403    403     403       yes      404        403     403      403      403      403      yes
  authoring.addModule     401     403    403     403       yes      404        403     403      403      403      403      yes
  authoring.changeModule  401     403    403     403       yes      404        403     403      403      403      403      yes
  authoring.removeModule  401     403    403     403       yes      404        403     403      403      403      403      yes
  authoring.order         401     403    403     403       yes      404        403     403      403      403      403      yes
  authoring.submit        401     403    403     403       yes      404        403     403      403      403      403      yes
  authoring.approve       401     403    403     403       yes      404        403     403      403      403      403      yes
  authoring.return        401     403    403     403       yes      404        403     403      403      403      403      yes
  authoring.publish       401     403    403     403       yes      404        403     403      403      403      403      yes
`,
  {
    "authoring.create": () => ({ body: { title: "To see who may" } }),
    "authoring.record": course,
    "authoring.change": (world) => ({ ...course(world), body: { tags: ["asked"] } }),
    "authoring.remove": course,
    "authoring.versions": course,
    "authoring.open": course,
    "authoring.version": version,
    "authoring.describe": async (world) => ({ ...(await version(world)), body: { title: "To see who may" } }),
    "authoring.discard": version,
    "authoring.differences": version,
    "authoring.addModule": async (world) => ({ ...(await version(world)), body: module }),
    "authoring.changeModule": async (world) => ({ ...(await inVersion(world)), body: { title: "To see who may" } }),
    "authoring.removeModule": inVersion,
    "authoring.order": async (world) => ({ ...(await version(world)), body: { modules: [world.module] } }),
    "authoring.submit": step,
    "authoring.approve": step,
    "authoring.return": step,
    "authoring.publish": step
  }
)
