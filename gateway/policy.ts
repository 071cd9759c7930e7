/**
 * Who may ask for what, in one table: the permission that a route, a wire command or a feed takes. REST and the live
 * connection read the same rows. Whether the thing asked about is one's own, or in one's course or sitting, is
 * for the actors' own `access.ts`: only they know their newest state.
 *
 * A route or a command without a row must not start: what nobody thought about would otherwise be open to all.
 */
import { SchemaAST } from "effect"
import type { AnyActor } from "../actors/actor.ts"
import { refuse, type Refusal } from "../protocol/errors.ts"
import type { ExamAudience } from "../protocol/exam.ts"
import { actorRef, type ActorRef, type ActorType } from "../protocol/ids.ts"
import type { FeedRef } from "../protocol/live.ts"
import { roomActions } from "../protocol/proctoring.ts"
import { may, type Permission, type Person } from "../protocol/principal.ts"
import { Api } from "../protocol/rest/api.ts"

/** `public`: nobody has to be logged in. `anyone`: whoever is. Of several permissions, one is enough. */
type Rule = "public" | "anyone" | ReadonlyArray<Permission>

const taker: Rule = ["assessment:submit", "assessment:create"]
/** Who watches a sitting, or teaches its course. */
const staff: Rule = ["exam:proctor", "assessment:create"]
const author: Rule = ["assessment:create"]
const either: Rule = ["assessment:submit", "exam:proctor", "assessment:create"]

const routes: Readonly<Record<string, Rule>> = {
  "auth.register": "public",
  "auth.login": "public",
  "auth.refresh": "public",
  "auth.logout": "anyone",
  "users.me": "anyone",
  "users.myCourses": "anyone",
  "courses.list": ["course:read"],
  "courses.read": ["course:read"],
  "courses.enroll": ["course:enroll"],
  "courses.modules": ["course:read"],
  "courses.module": ["course:read"],
  "courses.progress": ["course:read"],
  "courses.study": ["course:read"],
  "courses.complete": ["course:read"],
  "assessments.read": ["course:read"],
  "assessments.start": taker,
  "assessments.submit": ["assessment:submit"],
  "assessments.results": ["course:read"],
  "attempts.read": ["course:read"],
  "attempts.paper": taker,
  "attempts.begin": taker,
  "attempts.answer": taker,
  "attempts.submit": taker,
  "attempts.decline": taker,
  "attempts.takeOver": taker,
  "attempts.acknowledgeTime": taker,
  "attempts.check": taker,
  "attempts.signals": taker,
  "attempts.say": either,
  "attempts.confirmMessage": taker,
  "attempts.hand": taker,
  "attempts.appeal": ["assessment:submit"],
  "cases.act": staff,
  "cases.flag": staff,
  "cases.unflag": staff,
  "cases.decideLate": staff,
  "cases.reopen": staff,
  "cases.void": ["*"],
  "cases.review": staff,
  "cases.verdict": staff,
  "schedule.mine": staff,
  "schedule.list": author,
  "schedule.add": author,
  "schedule.change": author,
  "schedule.withdraw": author,
  "schedule.setLearners": author,
  "sittings.read": ["course:read"],
  "sittings.open": staff,
  "sittings.close": staff,
  "sittings.pause": staff,
  "sittings.resume": staff,
  "sittings.act": staff,
  "sittings.beginShift": staff,
  "sittings.handOver": staff,
  "sittings.endShift": staff,
  "sittings.wall": ["exam:watch", "assessment:create"],
  "sittings.reviews": staff,
  "sittings.assignProctor": author,
  "sittings.unassignProctor": author,
  "sittings.setGroup": author,
  "sittings.removeGroup": author,
  "sittings.setTerms": author,
  "sittings.removeTerms": author,
  "timeline.read": ["exam:watch", "assessment:create"]
}

/** What may be done to one attempt may be ordered for many (`Act`), so both have the same row. */
const onAttempts = Object.fromEntries(roomActions.map((tag) => [tag, staff]))

const commands: Readonly<Record<ActorType, Readonly<Record<string, Rule>>>> = {
  course: { Enrol: ["course:enroll"], Withdraw: ["course:enroll"], Announce: ["course:update"] },
  learner: {
    OpenModule: ["course:read"],
    Study: ["course:read"],
    CloseModule: ["course:read"],
    CompleteModule: ["course:read"],
    // Staff start previews of their own exams; that it is one, the actor sees to.
    StartAttempt: taker
  },
  attempt: {
    Begin: taker,
    SaveAnswer: taker,
    Submit: taker,
    Decline: taker,
    TakeOver: taker,
    AcknowledgeTime: taker,
    ConfirmMessage: taker,
    RaiseHand: taker,
    ReportCheck: taker,
    ReportSignals: taker,
    Appeal: ["assessment:submit"],
    Say: either,
    ...onAttempts,
    Flag: staff,
    Unflag: staff,
    DecideLate: staff,
    Reopen: staff,
    RequestReview: staff,
    ProposeVerdict: staff,
    ConfirmVerdict: staff,
    ReturnVerdict: staff,
    Void: ["*"]
  },
  exam: {
    Open: staff,
    Close: staff,
    PauseRoom: staff,
    ResumeRoom: staff,
    Act: staff,
    BeginShift: staff,
    HandOver: staff,
    EndShift: staff,
    AssignProctor: author,
    UnassignProctor: author,
    SetGroup: author,
    RemoveGroup: author,
    SetTerms: author
  }
}

const check = (rule: Rule | undefined, person: Person): Refusal | undefined => {
  if (rule === undefined) return refuse("forbidden")
  return rule === "public" || rule === "anyone" || rule.some((permission) => may(person, permission))
    ? undefined
    : refuse("forbidden")
}

/** `route` is `<group>.<endpoint>` of the contract. */
export const mayCall = (person: Person, route: string): Refusal | undefined =>
  check(Object.hasOwn(routes, route) ? routes[route] : undefined, person)

export const maySend = (person: Person, type: ActorType, tag: string): Refusal | undefined =>
  check(Object.hasOwn(commands[type], tag) ? commands[type][tag] : undefined, person)

/**
 * A course's board goes by the log-in's scopes. Of a wall this says only which roles may have one at all: whose rooms are
 * theirs, the room itself knows (`keeperOf`). Refused is `not_found`, be there such a group or not.
 */
export const mayWatchFeed = (person: Person, feed: FeedRef): Refusal | undefined => {
  const allowed: ReadonlyArray<Permission> =
    feed.feed === "wall" ? ["exam:watch", "assessment:create"] : ["student:view_progress"]
  const scoped = feed.feed === "wall" || may(person, "*") || person.courses.some((course) => course === feed.id)
  return scoped && allowed.some((permission) => may(person, permission)) ? undefined : refuse("not_found")
}

/** An actor with those of its audiences who may watch a group. */
export interface Keeper {
  readonly ref: ActorRef
  readonly audience: string
}

export const keeperOf = ({ feed, id }: FeedRef): Keeper | undefined =>
  feed === "wall" ? { ref: actorRef("exam", id), audience: "proctors" satisfies ExamAudience } : undefined

/** What the live connection asks before the engine does; a parameter there, since transports are tested on other actors. */
export interface Policy {
  readonly maySend: (person: Person, type: ActorType, tag: string) => Refusal | undefined
  readonly mayWatchFeed: (person: Person, feed: FeedRef) => Refusal | undefined
  readonly keeperOf: (feed: FeedRef) => Keeper | undefined
}
export const policy: Policy = { maySend, mayWatchFeed, keeperOf }

/** The tags of a wire Schema: a union of tagged structs. */
const tagsOf = (ast: SchemaAST.AST): ReadonlyArray<string> => {
  if (SchemaAST.isUnion(ast)) return ast.types.flatMap(tagsOf)
  if (!SchemaAST.isObjects(ast)) return []
  const tag = ast.propertySignatures.find((property) => property.name === "_tag")?.type
  return tag !== undefined && SchemaAST.isLiteral(tag) ? [String(tag.literal)] : []
}

/** What of the contract and of these actors has no row, by name. Empty, or the program must not start. */
export const withoutRule = (actors: ReadonlyArray<AnyActor>): ReadonlyArray<string> => [
  ...Object.values(Api.groups).flatMap((group) =>
    Object.keys(group.endpoints)
      .map((endpoint) => `${group.identifier}.${endpoint}`)
      .filter((route) => !Object.hasOwn(routes, route))
  ),
  ...actors.flatMap((actor) => {
    const tags = tagsOf(actor.wire.ast)
    const missing = tags.filter((tag) => !Object.hasOwn(commands[actor.type], tag)).map((tag) => `${actor.type} ${tag}`)
    return tags.length === 0 ? [`${actor.type}'s wire Schema`] : missing
  })
]
