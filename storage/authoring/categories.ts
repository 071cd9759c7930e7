/**
 * Categories, a few and rarely changed: whoever writes one has the table to themselves, so that neither two names nor a circle
 * can come about between looking and writing. A new name reaches the courses that bear it with the same statement.
 */
import { Context, Effect, Layer } from "effect"
import { refuse, type Refusal } from "../../protocol/errors.ts"
import { CategoryId } from "../../protocol/ids.ts"
import { Category, type CategoryChange, type NewCategory } from "../../protocol/rest/categories.ts"
import { AuditLog } from "../audit/audit-log.ts"
import { Database } from "../database.ts"
import { anew } from "./courses.ts"
import type { Reader } from "./reading.ts"
import { checkRevision, type Expected, readRows, stop, stopWith, type Work, working } from "./work.ts"

export class Categories extends Context.Service<
  Categories,
  {
    /** By name. */
    readonly all: Effect.Effect<ReadonlyArray<Category>, Refusal>
    readonly read: (id: CategoryId) => Effect.Effect<Category, Refusal>
    readonly add: (category: NewCategory) => Effect.Effect<Category, Refusal>
    readonly change: (id: CategoryId, change: CategoryChange, expected: Expected) => Effect.Effect<Category, Refusal>
    /** Not while a course or another category is in it. */
    readonly remove: (id: CategoryId, expected: Expected) => Effect.Effect<void, Refusal>
  }
>()("stoa/storage/Categories") {
  static readonly layer = Layer.effect(
    Categories,
    Effect.map(Effect.all([Database, AuditLog]), ([database, log]) => {
      const work = working(log)
      const reading = <A>(query: (db: Reader) => Promise<A>): Effect.Effect<A, Refusal> =>
        Effect.mapError(database.run(query), () => refuse("unavailable", { retryAfterMs: 1_000 }))
      return Categories.of({
        all: reading((db) => rows(db)),
        read: (id) =>
          Effect.flatMap(
            reading((db) => rows(db, id)),
            ([found]) => (found === undefined ? Effect.fail(refuse("not_found")) : Effect.succeed(found))
          ),
        add: (category) => work((db) => add(db, category)),
        change: (id, change, expected) => work((db) => update(db, id, change, expected)),
        remove: (id, expected) => work((db) => remove(db, id, expected))
      })
    })
  )
}

const rows = async (db: Reader, id: CategoryId | null = null): Promise<ReadonlyArray<Category>> =>
  readRows(
    Category,
    await db`
      select json_build_object('id', k.id, 'name', k.name, 'parent_id', k.parent_id, 'revision', k.revision,
        'courses', (select count(*) from courses c where c.category = k.name and c.status = 'published')) as row
      from categories k where ${id}::bigint is null or k.id = ${id}::bigint order by lower(k.name), k.id`
  )

const alone = (db: Work) => db`lock table categories in share row exclusive mode`

const present = async (db: Work, id: CategoryId): Promise<Category> => (await rows(db, id))[0] ?? stopWith("not_found")

/** Names that differ in their case only would be taken for each other. */
const freeName = async (db: Work, name: string, id: CategoryId | null): Promise<void> => {
  const taken = await db`select 1 from categories where lower(name) = lower(${name}) and id is distinct from ${id}::bigint`
  if (taken.length > 0) stopWith("name_taken", { field: "name" })
}

const wrongParent = (message: string) => stop(refuse("invalid", { field: "parent_id", message }))

/** One that is there, and stands neither below nor in the place of the category itself. */
const fitParent = async (db: Work, parent: CategoryId, id: CategoryId | null): Promise<void> => {
  const above = await db<Array<{ id: number }>>`
    with recursive above as (
      select id, parent_id from categories where id = ${parent}
      union select k.id, k.parent_id from categories k join above on k.id = above.parent_id
    ) select id from above`
  if (above.length === 0) wrongParent("There is no such category. Choose one of those there are.")
  if (above.some((one) => one.id === id)) wrongParent("A category cannot stand below itself. Choose another.")
}

const add = async (db: Work, { name, parent_id = null }: NewCategory): Promise<Category> => {
  await alone(db)
  await freeName(db, name.trim(), null)
  if (parent_id !== null) await fitParent(db, parent_id, null)
  const [row] = await db<Array<{ id: number }>>`
    insert into categories (name, parent_id) values (${name.trim()}, ${parent_id}) returning id`
  return present(db, CategoryId.make(row?.id ?? 0))
}

const update = async (db: Work, id: CategoryId, change: CategoryChange, expected: Expected): Promise<Category> => {
  await alone(db)
  const before = await present(db, id)
  checkRevision(expected, before.revision)
  const { name = before.name, parent_id = before.parent_id } = change
  await freeName(db, name.trim(), id)
  if (parent_id !== null) await fitParent(db, parent_id, id)
  if (name.trim() === before.name && parent_id === before.parent_id) return before
  await db`
    update categories set name = ${name.trim()}, parent_id = ${parent_id}, revision = revision + 1 where id = ${id}`
  // Who has read such a course has read another name.
  if (name.trim() !== before.name) await db`update courses set ${anew(db)} where category = ${name.trim()}`
  return present(db, id)
}

const remove = async (db: Work, id: CategoryId, expected: Expected): Promise<void> => {
  await alone(db)
  const { name, revision } = await present(db, id)
  checkRevision(expected, revision)
  // Locked, so that no course comes to bear it from here on.
  await db`select 1 from categories where id = ${id} for update`
  const used = await db`
    select 1 from courses where category = ${name} union all select 1 from categories where parent_id = ${id} limit 1`
  if (used.length > 0) stopWith("category_used")
  await db`delete from categories where id = ${id}`
}
