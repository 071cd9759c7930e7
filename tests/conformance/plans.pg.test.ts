/** How PostgreSQL goes about the hot queries of REST in a school of 10,000 people and 50,000 enrolments: by index, never end to end. */
import { ConfigProvider, Context, Effect, Exit, Layer, Scope } from "effect"
import postgres from "postgres"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { fillSchool } from "../../bench/rest/school.ts"
import { AssessmentId, CourseId, ModuleId, SittingId, UserId, VersionId } from "../../protocol/ids.ts"
import { AuditLog } from "../../storage/audit/audit-log.ts"
import { Browsing, browsingLayer } from "../../storage/catalogue/browsing.ts"
import { Directory, directoryLayer } from "../../storage/catalogue/directory.ts"
import { People, peopleLayer } from "../../storage/catalogue/people.ts"
import { Sessions, sessionsLayer } from "../../storage/catalogue/sessions.ts"
import { Database } from "../../storage/database.ts"
import { personalDataLayer } from "../../storage/personal-fields.ts"
import { testSecret } from "../integration/fixtures/auth.ts"
import { testDatabase } from "../postgres.ts"

const { url, sql } = await testDatabase()
/** A table of fewer rows than this is read from end to end sooner than by index, and rightly. */
const large = 5_000

interface Statement {
  readonly text: string
  readonly parameters: ReadonlyArray<unknown>
}
let seen: Array<Statement> = []
const watched = postgres(url, {
  max: 1,
  fetch_types: false,
  onnotice: () => {},
  types: { bigint: { to: 20, from: [20], parse: Number, serialize: String } },
  debug: (_connection, text, parameters) => seen.push({ text, parameters })
})
const scope = Effect.runSync(Scope.make())
let browsing: Context.Service.Shape<typeof Browsing>
let people: Context.Service.Shape<typeof People>
let sessions: Context.Service.Shape<typeof Sessions>
let directory: Context.Service.Shape<typeof Directory>
let largeTables: ReadonlySet<string>

beforeAll(async () => {
  await fillSchool(url)
  const run = <A>(work: (db: typeof watched) => PromiseLike<A>) => Effect.promise(async () => await work(watched))
  const parts = Layer.mergeAll(browsingLayer, sessionsLayer, directoryLayer.pipe(Layer.provideMerge(peopleLayer))).pipe(
    Layer.provideMerge(Layer.provideMerge(AuditLog.layer, personalDataLayer("/nowhere"))),
    Layer.provide(Layer.succeed(Database, Database.of({ url, sql: watched, lanes: watched, run }))),
    Layer.provide(ConfigProvider.layer(ConfigProvider.fromUnknown({ STOA_SECRET: testSecret })))
  )
  const built = await Effect.runPromise(Layer.buildWithScope(parts, scope))
  browsing = Context.get(built, Browsing)
  people = Context.get(built, People)
  sessions = Context.get(built, Sessions)
  directory = Context.get(built, Directory)
  const tables = await sql`select relname as name from pg_class where relkind = 'r' and reltuples >= ${large}`
  largeTables = new Set(tables.map(({ name }) => String(name)))
})
afterAll(async () => {
  await Effect.runPromise(Scope.close(scope, Exit.void))
  await watched.end()
})

interface Node {
  readonly "Node Type": string
  readonly "Relation Name"?: string
  readonly Plans?: ReadonlyArray<Node>
}
const scans = (node: Node): ReadonlyArray<string> => [
  ...(node["Node Type"] === "Seq Scan" && largeTables.has(node["Relation Name"] ?? "") ? [node["Relation Name"] ?? ""] : []),
  ...(node.Plans ?? []).flatMap(scans)
]

const id = { course: CourseId.make(7), version: VersionId.make(7), module: ModuleId.make(7), person: UserId.make(42) }
const part = { page: 1, perPage: 20 }

describe("hot queries", () => {
  it("HTTP-20 the school is as large as it is said to be", () => {
    expect([...largeTables]).toEqual(expect.arrayContaining(["users", "user_profiles", "course_roster", "course_enrollments"]))
  })

  it.each<readonly [string, () => Effect.Effect<unknown, unknown>]>([
    ["a page of courses", () => browsing.courses({ ...part, sort: "newest", filter: {}, after: undefined }, [id.course])],
    ["a search", () => browsing.courses({ ...part, sort: "relevance", filter: { search: "subjcet 11" }, after: undefined }, [])],
    ["a course", () => browsing.course(id.course)],
    ["an outline", () => browsing.modules(id.version)],
    ["a module", () => browsing.module(id.version, id.module)],
    ["sittings", () => browsing.sittings(AssessmentId.make(1), id.person)],
    ["results", () => browsing.results(AssessmentId.make(1), id.person, part)],
    ["reviews", () => browsing.reviews(SittingId.make(1), "under_review", part)],
    ["a log-in", () => people.credential("person42@example.org")],
    ["a profile", () => people.profile(id.person)],
    ["devices", () => sessions.listed(id.person)],
    ["people by name", () => directory.find({ search: "4242", role: undefined, active: true }, part)],
    ["people by address", () => directory.find({ search: "person42@example.org", role: undefined, active: undefined }, part)],
    ["somebody", () => directory.read(id.person)]
  ])("HTTP-20 %s reads no large table from end to end", async (_what, query) => {
    seen = []
    await Effect.runPromise(query())
    const asked = seen.filter(({ text }) => /\bselect\b/i.test(text))
    expect(asked.length).toBeGreaterThan(0)
    for (const { text, parameters } of asked) {
      const values = parameters.map((value) =>
        value === null ? null : typeof value === "string" ? value : JSON.stringify(value)
      )
      const [row] = await sql.unsafe(`explain (format json) ${text}`, values)
      const [plan]: ReadonlyArray<{ readonly Plan: Node }> = row?.["QUERY PLAN"] ?? []
      expect(plan === undefined ? ["no plan"] : scans(plan.Plan)).toEqual([])
    }
  })
})
