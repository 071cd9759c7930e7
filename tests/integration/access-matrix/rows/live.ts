import { live as rows } from "../live.ts"

/** What one may follow, the events that are about nothing but the connection, and media. */
export const live = rows(
  `
                           nobody  owner  fellow  outsider  teacher  colleague  mentor  watcher  proctor  sponsor  visitor  admin
  subscribe.learner        401     yes    404     404       404      404        404     404      404      404      404      yes
  subscribe.course         401     yes    yes     yes       yes      yes        yes     yes      yes      yes      yes      yes
  subscribe.course/hidden  401     404    404     404       404      yes        404     404      404      404      404      yes
  subscribe.attempt        401     yes    404     404       yes      404        404     yes      404      404      404      yes
  subscribe.exam           401     yes    404     404       yes      404        404     yes      404      404      404      yes
  feed.wall                401     404    404     404       yes      404        404     yes      404      404      404      yes
  feed.board               401     404    404     404       yes      404        404     404      404      404      404      yes
  media.lesson             403     yes    yes     403       yes      403        403     403      403      403      403      yes
  event.unsubscribe        401     yes    yes     yes       yes      yes        yes     yes      yes      yes      yes      yes
  event.beat               401     yes    yes     yes       yes      yes        yes     yes      yes      yes      yes      yes
  event.renew              401     yes    yes     yes       yes      yes        yes     yes      yes      yes      yes      yes
`,
  {
    "subscribe.learner": (world) => ({ subscribe: { type: "learner", id: world.people.owner.id } }),
    "subscribe.course": (world) => ({ subscribe: { type: "course", id: world.course } }),
    "subscribe.course/hidden": (world) => ({ subscribe: { type: "course", id: world.hiddenCourse } }),
    "subscribe.attempt": (world) => ({ subscribe: { type: "attempt", id: world.attempt } }),
    "subscribe.exam": (world) => ({ subscribe: { type: "exam", id: world.sitting } }),
    "feed.wall": (world) => ({ feed: { feed: "wall", id: world.sitting } }),
    "feed.board": (world) => ({ feed: { feed: "board", id: world.course } }),
    "media.lesson": () => ({ media: "lesson" }),
    "event.unsubscribe": (world) => ({
      event: "unsubscribe",
      body: { _tag: "Actor", ref: { type: "attempt", id: world.attempt } }
    }),
    "event.beat": () => ({ event: "beat", body: {} }),
    "event.renew": (world, who) => ({ event: "renew", body: { token: who === "nobody" ? "" : world.people[who].token } })
  }
)
