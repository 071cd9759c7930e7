/**
 * Courses found: by filters, by words that may be misspelt, in an order, and on from where a list ended. Each word is looked
 * for as it is and, by trigrams, as something like it; an index serves both.
 */
import { Effect, Schema } from "effect"
import type { PendingQuery, Row } from "postgres"
import type { StorageUnavailable } from "../../engine/journal.ts"
import { CourseId } from "../../protocol/ids.ts"
import { type CourseSort, CourseSummary, Price } from "../../protocol/rest/courses.ts"
import { line } from "../../protocol/text.ts"
import type { Database } from "../database.ts"
import { inTransaction, type SqlOrTransaction } from "../sql.ts"

/** Where a list ended: the last course, and what it stood there by. */
const place = <Sort extends CourseSort, Key extends Schema.Codec<string>>(sort: Sort, key: Key) =>
  Schema.Struct({ sort: Schema.Literal(sort), key, id: CourseId })
const digits = Schema.String.check(Schema.isPattern(/^\d{1,16}$/))
export const CoursePlace = Schema.Union([
  place("newest", digits),
  place("title", line(255)),
  place("price", Price),
  place("relevance", Schema.String.check(Schema.isPattern(/^\d{1,4}$/)))
])
export type CoursePlace = typeof CoursePlace.Type

export interface CourseFilter {
  readonly category?: string
  readonly difficulty?: string
  readonly tag?: string
  readonly instructor?: number
  readonly min_price?: string
  readonly max_price?: string
  readonly search?: string
}

export interface CourseSearch {
  readonly part: { readonly page: number; readonly perPage: number }
  readonly after: CoursePlace | undefined
  readonly sort: CourseSort
  readonly filter: CourseFilter
  readonly staffOf: ReadonlyArray<number> | "all"
}

/** `total` is not counted where one reads on. `next`: the place of the last one, where others follow. */
export interface FoundCourses {
  readonly rows: ReadonlyArray<CourseSummary>
  readonly total: number
  readonly next: { readonly sort: CourseSort; readonly key: string; readonly id: CourseId } | null
}

const decode = Schema.decodeUnknownSync(
  Schema.Struct({
    total: Schema.Int,
    rows: Schema.Array(Schema.Struct({ course: CourseSummary, key: Schema.String }))
  })
)

/** How alike a word has to be to one of the course's: "netowrk" still finds networks, "work" alone does not. */
const likeness = "0.35"
const mostWords = 8

/** What a search means by `%`, `_` and `\\` is those characters. */
const containing = (search: string): string => `%${search.replace(/[\\%_]/g, "\\$&")}%`

type Fragment = PendingQuery<Row[]>

export const searchCourses = (
  database: Database["Service"],
  course: Fragment,
  { part, after, sort, filter, staffOf }: CourseSearch
): Effect.Effect<FoundCourses, StorageUnavailable> => {
  const { sql } = database
  const { category, difficulty, tag, instructor, min_price: atLeast, max_price: atMost } = filter
  const search = filter.search?.trim().toLowerCase() ?? ""
  const words = search
    .split(/\s+/)
    .filter((word) => word !== "")
    .slice(0, mostWords)
  const conditions: ReadonlyArray<Fragment> = [
    ...(staffOf === "all" ? [] : [sql`(c.status = 'published' or c.id = any(${`{${staffOf.join(",")}}`}::text::bigint[]))`]),
    ...(category === undefined
      ? []
      : [
          sql`c.category in (
            with recursive below as (
              select id, name from categories where name = ${category}
              union select k.id, k.name from categories k join below b on k.parent_id = b.id
            ) select name from below)`
        ]),
    ...(difficulty === undefined ? [] : [sql`c.difficulty_level = ${difficulty}`]),
    ...(tag === undefined ? [] : [sql`c.tags @> array[${tag.trim().toLowerCase()}]::text[]`]),
    ...(instructor === undefined
      ? []
      : [sql`exists (select 1 from course_instructors i where i.course_id = c.id and i.user_id = ${instructor})`]),
    ...(atLeast === undefined ? [] : [sql`c.price >= ${atLeast}::text::numeric`]),
    ...(atMost === undefined ? [] : [sql`c.price <= ${atMost}::text::numeric`]),
    ...words.map((word) => sql`(c.words like ${containing(word)} or ${word}::text <% c.words)`)
  ]
  const all = conditions.reduce((whole, each) => sql`${whole} and ${each}`, sql`true`)
  const score = search === "" ? sql`0` : sql`round(word_similarity(${search}, c.words) * 1000)::int`
  const orders: Readonly<Record<CourseSort, { readonly key: Fragment; readonly order: Fragment; readonly behind: Fragment }>> = {
    newest: { key: sql`id::text`, order: sql`id desc`, behind: sql`id < ${after?.id ?? 0}` },
    title: {
      key: sql`title`,
      order: sql`title, id`,
      behind: sql`(title, id) > (${after?.key ?? ""}, ${after?.id ?? 0})`
    },
    price: {
      key: sql`price::text`,
      order: sql`price, id`,
      behind: sql`(price, id) > (${after?.key ?? "0"}::text::numeric, ${after?.id ?? 0})`
    },
    relevance: {
      key: sql`score::text`,
      order: sql`score desc, id desc`,
      behind: sql`(score, id) < (${after?.key ?? "0"}::text::int, ${after?.id ?? 0})`
    }
  }
  const { key, order, behind } = orders[sort]
  const offset = after === undefined ? (part.page - 1) * part.perPage : 0
  const read = async (db: SqlOrTransaction): Promise<unknown> => {
    const [row] = await db`
      with matching as (select c.*, ${score} as score from courses c where ${all})
      select json_build_object(
        'total', ${after === undefined ? sql`(select count(*) from matching)` : sql`0`},
        'rows', coalesce((select json_agg(json_build_object('course', one, 'key', key)) from (
          select ${course} as one, ${key} as key from matching
          where ${after === undefined ? sql`true` : behind}
          order by ${order} limit ${part.perPage + 1} offset ${offset}
        ) page), '[]')) as row`
    return row?.["row"]
  }
  const query = database.run((pool) =>
    words.length === 0
      ? read(pool)
      : // How alike words have to be is set for this question alone.
        inTransaction(pool, async (db) => {
          await db`select set_config('pg_trgm.word_similarity_threshold', ${likeness}, true)`
          return read(db)
        })
  )
  return Effect.map(query, (row): FoundCourses => {
    const { total, rows } = decode(row)
    const shown = rows.slice(0, part.perPage)
    const last = shown.at(-1)
    const next = rows.length > part.perPage && last !== undefined ? { sort, key: last.key, id: last.course.id } : null
    return { rows: shown.map((each) => each.course), total, next }
  })
}
