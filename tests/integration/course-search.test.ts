/** Finding courses: typing errors, filters, orders, and reading on by cursor. */
import { Schema } from "effect"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { CourseSummary } from "../../protocol/rest/courses.ts"
import { testDatabase } from "../postgres.ts"
import { code, RestCaller } from "./fixtures/rest-caller.ts"
import { startStoa, type StoaProcess } from "./fixtures/stoa-process.ts"

const { url, sql } = await testDatabase()
let stoa: StoaProcess
let student: RestCaller

beforeAll(async () => {
  stoa = await startStoa(url)
  student = await RestCaller.newcomer(stoa)
  await sql`insert into categories (name) values ('Safety') on conflict do nothing`
  await sql`insert into categories (name, parent_id) select 'Networks', id from categories where name = 'Safety'`
  const course = async (
    title: string,
    price: string,
    category: string | null,
    tags: ReadonlyArray<string>,
    status = "published"
  ) => {
    const [row] = await sql`
      insert into courses (title, price, category, tags, status, difficulty_level)
      values (${title}, ${price}::text::numeric, ${category}, ${`{${tags.join(",")}}`}::text::text[], ${status}, 'hard') returning id`
    await sql`insert into course_versions (course_id, number, title) values (${Number(row?.["id"])}, 1, ${title})`
  }
  await course("Firewalls and networks", "10.00", "Networks", ["routing"])
  await course("Cryptography for everybody", "0.00", "Safety", ["keys", "routing"])
  await course("Gardening 100 % organic", "5.50", null, ["soil"])
  await course("Hidden networks", "0.00", "Networks", [], "draft")
  for (let n = 10; n < 35; n++) await course(`Course ${n}`, `${n}.00`, null, ["many"])
})
afterAll(() => stoa.stop())

const found = async (query: string): Promise<ReadonlyArray<string>> => {
  const reply = await student.ask("GET", `/courses?${query}`)
  expect([query, reply.status]).toEqual([query, 200])
  return Schema.decodeUnknownSync(Schema.Array(CourseSummary))(reply.body.data).map(({ title }) => title)
}

describe("the catalogue", () => {
  it.each([
    ["firewalls", "Firewalls and networks"],
    ["firwalls", "Firewalls and networks"],
    ["netowrk", "Firewalls and networks"],
    ["cryptograhpy", "Cryptography for everybody"],
    ["everbody cryptography", "Cryptography for everybody"],
    ["soil", "Gardening 100 % organic"],
    ["100 %", "Gardening 100 % organic"]
  ])("COURSE-20 finds what %j means", async (search, title) => {
    expect((await found(`search=${encodeURIComponent(search)}`))[0]).toBe(title)
  })

  it("COURSE-20 finds nothing for what nothing is called, and no wildcards", async () => {
    expect(await found("search=zebra")).toEqual([])
    expect(await found(`search=${encodeURIComponent("gard_ning' or true --")}`)).toEqual([])
    expect(await found(`search=${encodeURIComponent("firewalls soil")}`)).toEqual([])
  })

  it("COURSE-21 filters by category with what is below it, tag, difficulty, price and instructor", async () => {
    expect([...(await found("category=Safety&difficulty=hard"))].sort()).toEqual([
      "Cryptography for everybody",
      "Firewalls and networks"
    ])
    expect(await found("category=Networks")).toEqual(["Firewalls and networks"])
    expect(await found("tag=Routing&max_price=0.00")).toEqual(["Cryptography for everybody"])
    expect(await found("min_price=5.50&max_price=9.99")).toEqual(["Gardening 100 % organic"])
    expect(await found("instructor=999999")).toEqual([])
  })

  it.each(["newest", "title", "price", "relevance"])(
    "COURSE-22 reads on by %s, each course once, while others come",
    async (sort) => {
      const query = `tag=many&sort=${sort}&per_page=7${sort === "relevance" ? "&search=course" : ""}`
      const all = await found(query.replace("per_page=7", "per_page=100"))
      const read: Array<string> = []
      let cursor: string | null | undefined
      for (let round = 0; round < 10 && cursor !== null; round++) {
        const reply = await student.ask("GET", `/courses?${query}${cursor === undefined ? "" : `&cursor=${cursor}`}`)
        expect(reply.status).toBe(200)
        read.push(...Schema.decodeUnknownSync(Schema.Array(CourseSummary))(reply.body.data).map(({ title }) => title))
        cursor = reply.body.meta.next_cursor
        expect(reply.body.meta.pagination === undefined).toBe(round > 0)
      }
      expect(read).toEqual(all)
      expect(read).toHaveLength(25)
    }
  )

  it.each(["nonsense", Buffer.from('{"sort":"price","key":"1; drop","id":1}').toString("base64url"), "%00"])(
    "COURSE-22 refuses the cursor %j",
    async (cursor) => {
      const reply = await student.ask("GET", `/courses?sort=price&cursor=${cursor}`)
      expect([reply.status, code(reply)]).toEqual([422, "invalid"])
    }
  )
})
