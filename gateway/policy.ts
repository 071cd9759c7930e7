/**
 * Who may ask for what: the permission that a route, a wire command or a feed takes. The rows are in `policy/`, a file
 * for each area. REST and the live connection read the same rows. Whether the thing asked about is one's own, or in
 * one's course or sitting, is for the actors' own `access.ts`: only they know their newest state.
 *
 * A route or a command without a row must not start: what nobody thought about would otherwise be open to all.
 */
import { SchemaAST } from "effect"
import type { AnyActor } from "../actors/actor.ts"
import { refuse, type Refusal } from "../protocol/errors.ts"
import type { ExamAudience } from "../protocol/exam.ts"
import { actorRef, type ActorRef, type ActorType, actorTypes } from "../protocol/ids.ts"
import { feedNames, type FeedRef, plainEvents } from "../protocol/live.ts"
import { may, type Person } from "../protocol/principal.ts"
import { Api } from "../protocol/rest/api.ts"
import { type Belonging, reaches } from "../protocol/scopes.ts"
import { accountsRoutes } from "./policy/accounts.ts"
import { administrationRoutes } from "./policy/administration.ts"
import { attemptCommands, attemptsRoutes } from "./policy/attempts.ts"
import { authoringRoutes } from "./policy/authoring.ts"
import { courseCommands, coursesRoutes, enrolmentRoutes, learnerCommands } from "./policy/courses.ts"
import { filesRoutes } from "./policy/files.ts"
import { events, feeds, subscriptions } from "./policy/live.ts"
import { media, type MediaKind, mediaKinds } from "./policy/media.ts"
import { organisationsRoutes } from "./policy/organisations.ts"
import { rolesRoutes } from "./policy/roles.ts"
import { faultOf, grantsOf, type Rows, type Rule } from "./policy/rule.ts"
import { banksRoutes, examCommands, sittingsRoutes } from "./policy/sittings.ts"

const routes: Rows = {
  ...accountsRoutes,
  ...coursesRoutes,
  ...enrolmentRoutes,
  ...authoringRoutes,
  ...attemptsRoutes,
  ...banksRoutes,
  ...sittingsRoutes,
  ...filesRoutes,
  ...administrationRoutes,
  ...organisationsRoutes,
  ...rolesRoutes
}

const commands: Readonly<Record<ActorType, Rows>> = {
  course: courseCommands,
  learner: learnerCommands,
  attempt: attemptCommands,
  exam: examCommands
}

const check = (rule: Rule | undefined, person: Person): Refusal | undefined => {
  if (rule === "public" || rule === "anyone") return undefined
  const allowed = rule !== undefined && grantsOf(rule).some(({ permission }) => may(person, permission))
  return allowed ? undefined : refuse("forbidden")
}

const rowOf = (rows: Rows, name: string): Rule | undefined => (Object.hasOwn(rows, name) ? rows[name] : undefined)

/** Whether somebody's role lets them ask at all. `route` is `<group>.<endpoint>` of the contract. */
export const mayCall = (person: Person, route: string): Refusal | undefined => check(rowOf(routes, route), person)

/** Whether the route is theirs over this thing; where it is not, the thing does not exist. For what no actor keeps. */
export const mayReach = (person: Person, route: string, thing: Belonging): Refusal | undefined => {
  const rule = rowOf(routes, route)
  const reached =
    rule === "public" ||
    rule === "anyone" ||
    (rule !== undefined && grantsOf(rule).some(({ permission, scope }) => reaches(person, permission, scope, thing)))
  return reached ? undefined : refuse("not_found")
}

export const maySend = (person: Person, type: ActorType, tag: string): Refusal | undefined =>
  check(rowOf(commands[type], tag), person)

/** What nobody of one's role follows is not there; whether this one is, the actor says. */
export const maySubscribe = (person: Person, type: ActorType): Refusal | undefined =>
  check(subscriptions[type], person) === undefined ? undefined : refuse("not_found")

/** Of a wall this says only which roles may have one at all: whose rooms are theirs, the room itself knows (`keeperOf`). */
export const mayWatchFeed = (person: Person, { feed, id }: FeedRef): Refusal | undefined => {
  const allowed =
    feed === "wall"
      ? check(feeds.wall, person) === undefined
      : grantsOf(feeds[feed]).some(({ permission, scope }) => reaches(person, permission, scope, { course: id }))
  return allowed ? undefined : refuse("not_found")
}

/** Whether a log-in may still fetch what an address was given out for. */
export const mayPlay = (person: Person, kind: MediaKind): Refusal | undefined => check(media[kind], person)

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
  readonly maySubscribe: (person: Person, type: ActorType) => Refusal | undefined
  readonly mayWatchFeed: (person: Person, feed: FeedRef) => Refusal | undefined
  readonly keeperOf: (feed: FeedRef) => Keeper | undefined
}
export const policy: Policy = { maySend, maySubscribe, mayWatchFeed, keeperOf }

/** The tags of a wire Schema: a union of tagged structs. */
const tagsOf = (ast: SchemaAST.AST): ReadonlyArray<string> => {
  if (SchemaAST.isUnion(ast)) return ast.types.flatMap(tagsOf)
  if (!SchemaAST.isObjects(ast)) return []
  const tag = ast.propertySignatures.find((property) => property.name === "_tag")?.type
  return tag !== undefined && SchemaAST.isLiteral(tag) ? [String(tag.literal)] : []
}

/** All that can be asked for, by name: `<group>.<endpoint>`, `<actor>.<Command>`, `subscribe.<actor>`, `feed.<name>`, `event.<name>`, `media.<kind>`. */
export const everythingAsked = {
  routes: (): ReadonlyArray<string> =>
    Object.values(Api.groups).flatMap((group) =>
      Object.keys(group.endpoints).map((endpoint) => `${group.identifier}.${endpoint}`)
    ),
  commands: (actors: ReadonlyArray<AnyActor>): ReadonlyArray<string> =>
    actors.flatMap(({ type, wire }) => tagsOf(wire.ast).map((tag) => `${type}.${tag}`)),
  others: (): ReadonlyArray<string> => [
    ...actorTypes.map((type) => `subscribe.${type}`),
    ...feedNames.map((feed) => `feed.${feed}`),
    ...mediaKinds.map((kind) => `media.${kind}`),
    ...plainEvents.map((event) => `event.${event}`)
  ]
}

/** Rows that name a permission or a scope there is none of. */
const unreadable = (): ReadonlyArray<string> => [
  ...Object.entries(routes).flatMap(([name, rule]) => faultOf(name, rule)),
  ...Object.entries(commands).flatMap(([type, rows]) =>
    Object.entries(rows).flatMap(([tag, rule]) => faultOf(`${type} ${tag}`, rule))
  ),
  ...Object.entries({ ...subscriptions, ...feeds, ...events, ...media }).flatMap(([name, rule]) => faultOf(name, rule))
]

/** What of the contract, of these actors, events, feeds and media has no row, by name. Empty, or the program must not start. */
export const withoutRule = (actors: ReadonlyArray<AnyActor>): ReadonlyArray<string> => [
  ...everythingAsked.routes().filter((route) => !Object.hasOwn(routes, route)),
  ...actors.flatMap((actor) => {
    const tags = tagsOf(actor.wire.ast)
    const missing = tags.filter((tag) => !Object.hasOwn(commands[actor.type], tag)).map((tag) => `${actor.type} ${tag}`)
    return tags.length === 0 ? [`${actor.type}'s wire Schema`] : missing
  }),
  ...everythingAsked.others().filter((name) => {
    const [kind = "", of = ""] = name.split(".")
    return !Object.hasOwn({ subscribe: subscriptions, feed: feeds, event: events, media }[kind] ?? {}, of)
  }),
  ...unreadable()
]
