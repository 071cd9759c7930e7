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
import { may, type Permission, type Person } from "../protocol/principal.ts"
import { Api } from "../protocol/rest/api.ts"
import { accountsRoutes } from "./policy/accounts.ts"
import { administrationRoutes } from "./policy/administration.ts"
import { attemptCommands, attemptsRoutes } from "./policy/attempts.ts"
import { authoringRoutes } from "./policy/authoring.ts"
import { courseCommands, coursesRoutes, learnerCommands } from "./policy/courses.ts"
import { filesRoutes } from "./policy/files.ts"
import type { Rows, Rule } from "./policy/rule.ts"
import { banksRoutes, examCommands, sittingsRoutes } from "./policy/sittings.ts"

const routes: Rows = {
  ...accountsRoutes,
  ...coursesRoutes,
  ...authoringRoutes,
  ...attemptsRoutes,
  ...banksRoutes,
  ...sittingsRoutes,
  ...filesRoutes,
  ...administrationRoutes
}

const commands: Readonly<Record<ActorType, Rows>> = {
  course: courseCommands,
  learner: learnerCommands,
  attempt: attemptCommands,
  exam: examCommands
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

/** All that can be asked for, by name: `<group>.<endpoint>`, `<actor>.<Command>`, `subscribe.<actor>`, `feed.<name>`, `event.<name>`. */
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
    ...plainEvents.map((event) => `event.${event}`)
  ]
}

/** What of the contract and of these actors has no row, by name. Empty, or the program must not start. */
export const withoutRule = (actors: ReadonlyArray<AnyActor>): ReadonlyArray<string> => [
  ...everythingAsked.routes().filter((route) => !Object.hasOwn(routes, route)),
  ...actors.flatMap((actor) => {
    const tags = tagsOf(actor.wire.ast)
    const missing = tags.filter((tag) => !Object.hasOwn(commands[actor.type], tag)).map((tag) => `${actor.type} ${tag}`)
    return tags.length === 0 ? [`${actor.type}'s wire Schema`] : missing
  })
]
