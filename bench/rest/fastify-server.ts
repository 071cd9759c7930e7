/**
 * The rest bench's measure: the same routes in the way that most would write them, Fastify and postgres.js, with the same
 * envelope, tokens checked, pages counted and writes committed. It reads the tables that Stoa reads; where people study it has
 * a table of its own, one row for each person and module.
 */
import Fastify from "fastify"
import { jwtVerify } from "jose"
import postgres from "postgres"

const { DATABASE_URL = "", BENCH_SECRET = "" } = process.env
const secret = Buffer.from(BENCH_SECRET, "hex")
const sql = postgres(DATABASE_URL, { max: 10, onnotice: () => {}, connection: { TimeZone: "UTC" } })

await sql`
  create table if not exists bench_study (
    user_id bigint, module_id bigint, position_ms integer not null, spent_ms integer not null, updated_at timestamptz not null,
    primary key (user_id, module_id))`

const server = Fastify()

const envelope = (data: unknown, more: object = {}) => ({
  status: "success",
  data,
  meta: { timestamp: new Date().toISOString(), version: "v1", ...more },
  errors: []
})
const refused = (code: string) => ({
  status: "error",
  data: null,
  meta: { timestamp: new Date().toISOString(), version: "v1" },
  errors: [{ code, message: code }]
})

const personOf = new WeakMap<object, number>()
server.addHook("onRequest", async (request, reply) => {
  try {
    const { payload } = await jwtVerify(request.headers.authorization?.slice("Bearer ".length) ?? "", secret)
    personOf.set(request, Number(payload.sub))
  } catch {
    return reply.code(401).send(refused("unauthenticated"))
  }
})

const summary = sql`id::int, title, description, category, difficulty_level, price::text, status, thumbnail_url, instructor_id::int, tags`
const outline = sql`id::int, title, description, order_index, is_mandatory, content_type, release_at`
const number = { type: "integer", minimum: 1 } as const
const byId = { params: { type: "object", properties: { id: number, moduleId: number } } } as const

interface ById {
  readonly Params: { readonly id: number; readonly moduleId: number }
}

server.get<{ Querystring: { page: number; per_page: number } }>(
  "/api/v1/courses",
  {
    schema: {
      querystring: {
        type: "object",
        properties: { page: { ...number, default: 1 }, per_page: { ...number, maximum: 100, default: 20 } }
      }
    }
  },
  async ({ query: { page, per_page } }) => {
    const [rows, [counted]] = await Promise.all([
      sql`select ${summary} from courses where status = 'published' order by id desc limit ${per_page} offset ${(page - 1) * per_page}`,
      sql`select count(*)::int as total from courses where status = 'published'`
    ])
    const total = Number(counted?.["total"])
    return envelope(rows, { pagination: { page, per_page, total, pages: Math.ceil(total / per_page) } })
  }
)
server.get<ById>("/api/v1/courses/:id", { schema: byId }, async (request, reply) => {
  const { id } = request.params
  const [course] = await sql`select ${summary}, current_version_id from courses where id = ${id}`
  if (course === undefined) return reply.code(404).send(refused("not_found"))
  const [modules, [enrolled], [seats]] = await Promise.all([
    sql`select ${outline} from course_modules where version_id = ${course["current_version_id"]} order by order_index`,
    sql`select 1 from course_enrollments where user_id = ${personOf.get(request) ?? 0} and course_id = ${id}`,
    sql`select count(*)::int as taken from course_roster where course_id = ${id} and withdrawn_at is null`
  ])
  return envelope({ ...course, enrolled: enrolled !== undefined, seats_taken: seats?.["taken"], modules })
})
server.get<ById>("/api/v1/courses/:id/modules", { schema: byId }, (request) =>
  sql`
    select ${outline} from course_modules
    where version_id = (select current_version_id from courses where id = ${request.params.id}) order by order_index`.then(
    (rows) => envelope(rows)
  )
)
server.get<ById>("/api/v1/courses/:id/modules/:moduleId", { schema: byId }, async (request, reply) => {
  const { id, moduleId } = request.params
  const [enrolled] = await sql`
    select 1 from course_enrollments where user_id = ${personOf.get(request) ?? 0} and course_id = ${id}`
  if (enrolled === undefined) return reply.code(403).send(refused("not_enrolled"))
  const [module] = await sql`select ${outline}, content, content_url from course_modules where id = ${moduleId}`
  return module === undefined ? reply.code(404).send(refused("module_unknown")) : envelope(module)
})
server.get("/api/v1/users/me", (request) =>
  sql`
    select u.id::int, role, first_name, last_name, time_zone, u.created_at, last_login
    from users u join user_profiles p on p.user_id = u.id where u.id = ${personOf.get(request) ?? 0}`.then(([me]) => envelope(me))
)
server.post<ById & { Body: { positionMs: number; interactions: number } }>(
  "/api/v1/courses/:id/modules/:moduleId/progress",
  {
    schema: {
      ...byId,
      body: {
        type: "object",
        additionalProperties: false,
        properties: { positionMs: { type: "integer" }, interactions: { type: "integer" } }
      }
    }
  },
  async (request, reply) => {
    const { id, moduleId } = request.params
    const person = personOf.get(request) ?? 0
    const spent = await sql.begin(async (db) => {
      const [enrolled] = await db`
        update course_enrollments set last_accessed = now() where user_id = ${person} and course_id = ${id} returning 1`
      if (enrolled === undefined) return undefined
      const [row] = await db`
        insert into bench_study (user_id, module_id, position_ms, spent_ms, updated_at)
        values (${person}, ${moduleId}, ${request.body.positionMs}, 0, now())
        on conflict (user_id, module_id) do update set position_ms = excluded.position_ms, updated_at = now(),
          spent_ms = bench_study.spent_ms + least(30000, extract(epoch from now() - bench_study.updated_at) * 1000)::int
        returning spent_ms`
      return Number(row?.["spent_ms"])
    })
    return spent === undefined ? reply.code(403).send(refused("not_enrolled")) : envelope({ creditedMs: spent, watchedMs: 0 })
  }
)

const address = await server.listen({ port: 0, host: "127.0.0.1" })
process.stdout.write(`ready: ${address}\n`)
process.once("SIGTERM", () => void server.close().then(() => process.exit(0)))
