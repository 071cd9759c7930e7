/** Administrators look into the engine, and have a reaction tried again that got stuck. */
import { actorKey, actorRef } from "../../../protocol/ids.ts"
import { slotOf } from "../../../engine/slot-of.ts"
import type { Finding, Scenario } from "../step.ts"

/** As a course would have told a learner of something that was announced, had the learner been able to hear it. */
const stuck: Finding = async (known, _mailbox, sql) => {
  const [course, learner] = [Number(known.filled("$course")), Number(known.filled("$reader"))]
  const source = actorKey(actorRef("course", course))
  const command = JSON.stringify({ _tag: "Noticed", courseId: course, number: 900, by: learner, at: 1_800_000_000_000 })
  await sql`
    insert into reactions (source, seq, index, slot, target, hop, command, parked)
    values (${source}, 900000, 0, ${slotOf(source)}, ${`learner/${learner}`}, 1, ${command}, 'not_found')`
  return course
}
const one = { type: "course", id: "$stuck" }

export const engine: Scenario = {
  name: "engine",
  steps: [
    { operation: "actors.list", as: "admin", find: { stuck } },
    { operation: "actors.list", as: "admin", with: { type: "course" } },
    { operation: "actors.parked", as: "admin" },
    { operation: "actors.read", as: "admin", with: one },
    { operation: "actors.retry", as: "admin", with: { ...one, seq: 900_000, index: 0 } }
  ]
}
