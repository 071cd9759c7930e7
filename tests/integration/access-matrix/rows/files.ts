import type { FileDetail } from "../../../../protocol/files.ts"
import { FileSender, metadata } from "../../fixtures/file-sender.ts"
import { png } from "../../fixtures/sample-files.ts"
import { rest } from "../rest.ts"
import type { World } from "../world.ts"

/** A picture of the owner's, for themselves or for all. */
const send = async (world: World, isPublic: boolean): Promise<FileDetail> =>
  new FileSender(world.stoa, world.people.owner).send(await png(), {
    filename: "picture.png",
    purpose: "avatar",
    public: String(isPublic)
  })
const once = <A>(make: (world: World) => Promise<A>): ((world: World) => Promise<A>) => {
  const made = new WeakMap<World, Promise<A>>()
  return (world) => {
    const known = made.get(world) ?? make(world)
    made.set(world, known)
    return known
  }
}
const ownFile = once((world) => send(world, false))
const openFile = once((world) => send(world, true))
const own = async (world: World) => ({ params: { id: (await ownFile(world)).id } })
const open = async (world: World) => ({ params: { id: (await openFile(world)).id } })

const announced = (filename: string, purpose: "document" | "avatar") => ({
  headers: { "upload-length": "9", "upload-metadata": metadata({ filename, purpose }) }
})
const upload = once(async (world) => {
  const begun = await new FileSender(world.stoa, world.people.owner).begin(9, { filename: "picture.png", purpose: "avatar" })
  return { params: { id: FileSender.path(begun).split("/").at(-1) ?? "" } }
})

const course = (world: World) => ({ params: { id: world.course } })
const hidden = (world: World) => ({ params: { id: world.hiddenCourse } })
const picture = async (world: World) => ({ body: { file_id: (await openFile(world)).id } })

export const files = rest(
  `
                                nobody  owner  fellow  outsider  teacher  colleague  mentor  watcher  proctor  sponsor  visitor  admin
  uploads.begin                 401     403    403     403       yes      yes        403     403      403      403      403      yes
  uploads.begin/avatar          401     yes    yes     yes       yes      yes        yes     yes      yes      yes      yes      yes
  uploads.read                  401     yes    404     404       404      404        404     404      404      404      404      404
  uploads.append                401     yes    404     404       404      404        404     404      404      404      404      404
  uploads.cancel                401     yes    404     404       404      404        404     404      404      404      404      404
  files.mine                    401     yes    yes     yes       yes      yes        yes     yes      yes      yes      yes      yes
  files.read                    401     yes    404     404       404      404        404     404      404      404      404      yes
  files.read/public             401     yes    yes     yes       yes      yes        yes     yes      yes      yes      yes      yes
  files.change                  401     yes    404     404       404      404        404     404      404      404      404      yes
  files.change/public           401     yes    seen    seen      seen     seen       seen    seen     seen     seen     seen     yes
  files.remove                  401     yes    404     404       404      404        404     404      404      404      404      yes
  files.remove/public           401     yes    seen    seen      seen     seen       seen    seen     seen     seen     seen     yes
  files.setAvatar               401     yes    yes     yes       yes      yes        yes     yes      yes      yes      yes      yes
  files.setAvatar/private       401     yes    404     404       404      404        404     404      404      404      404      yes
  files.removeAvatar            401     yes    yes     yes       yes      yes        yes     yes      yes      yes      yes      yes
  files.setThumbnail            401     403    403     403       yes      seen       403     403      403      403      403      yes
  files.setThumbnail/hidden     401     403    403     403       404      yes        403     403      403      403      403      yes
  files.removeThumbnail         401     403    403     403       yes      seen       403     403      403      403      403      yes
  files.removeThumbnail/hidden  401     403    403     403       404      yes        403     403      403      403      403      yes
  content.read                  404     yes    404     404       404      404        404     404      404      404      404      yes
  content.read/public           yes     yes    yes     yes       yes      yes        yes     yes      yes      yes      yes      yes
`,
  {
    "uploads.begin": () => announced("paper.txt", "document"),
    "uploads.begin/avatar": () => announced("picture.png", "avatar"),
    "uploads.read": upload,
    "uploads.append": async (world) => ({
      ...(await upload(world)),
      headers: { "upload-offset": "0", "content-type": "application/offset+octet-stream" },
      bytes: "no image!"
    }),
    "uploads.cancel": upload,
    "files.read": own,
    "files.read/public": open,
    "files.change": async (world) => ({ ...(await own(world)), body: {} }),
    "files.change/public": async (world) => ({ ...(await open(world)), body: {} }),
    "files.remove": async (world) => ({ params: { id: (await send(world, false)).id } }),
    "files.remove/public": async (world) => ({ params: { id: (await send(world, true)).id } }),
    "files.setAvatar": picture,
    "files.setAvatar/private": async (world) => ({ body: { file_id: (await ownFile(world)).id } }),
    "files.setThumbnail": async (world) => ({ ...course(world), ...(await picture(world)) }),
    "files.setThumbnail/hidden": async (world) => ({ ...hidden(world), ...(await picture(world)) }),
    "files.removeThumbnail": course,
    "files.removeThumbnail/hidden": hidden,
    "content.read": own,
    "content.read/public": open
  }
)
