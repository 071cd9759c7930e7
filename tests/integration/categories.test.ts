/** Categories over REST: read by everybody who may look for courses, kept by administrators. */
import { Schema } from "effect"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { Category } from "../../protocol/rest/categories.ts"
import { testDatabase } from "../postgres.ts"
import { code, type Reply, RestCaller } from "./fixtures/rest-caller.ts"
import { startStoa, type StoaProcess } from "./fixtures/stoa-process.ts"

const { url } = await testDatabase()
let stoa: StoaProcess
let [student, instructor, admin]: ReadonlyArray<RestCaller> = []

beforeAll(async () => {
  stoa = await startStoa(url)
  ;[student, instructor, admin] = await Promise.all(
    ["student", "instructor", "admin"].map((role) => RestCaller.login(stoa, stoa.accounts[role]))
  )
})
afterAll(() => stoa.stop())

const one = ({ body }: Reply): Category => Schema.decodeUnknownSync(Category)(body.data)
const add = async (name: string, parent_id: number | null = null): Promise<Category> => {
  const reply = await admin!.ask("POST", "/categories", { name, parent_id })
  expect([reply.status, code(reply)]).toEqual([201, ""])
  return one(reply)
}
const course = async (category: string) => {
  const { body } = await instructor!.ask("POST", "/courses", { title: `In ${category}`, category })
  return Schema.decodeUnknownSync(Schema.Struct({ id: Schema.Int, revision: Schema.Int }))(body.data)
}
const read = (id: number) => instructor!.ask("GET", `/courses/${id}/record`)

describe("categories", () => {
  it("CAT-1 are listed by name for everybody who may read courses, and written by administrators alone", async () => {
    const { id } = await add("harbour")
    await add("Anchor", id)
    const { body } = await student!.ask("GET", "/categories")
    const names = Schema.decodeUnknownSync(Schema.Array(Category))(body.data).map(({ name }) => name)
    expect(names).toEqual([...names].sort((a, b) => a.toLowerCase().localeCompare(b.toLowerCase())))
    expect(names).toEqual(expect.arrayContaining(["Anchor", "harbour"]))
    expect(one(await student!.ask("GET", `/categories/${id}`))).toMatchObject({ name: "harbour", parent_id: null, courses: 0 })
    for (const reply of [
      await instructor!.ask("POST", "/categories", { name: "Mine" }),
      await instructor!.edit("PUT", `/categories/${id}`, { name: "Mine" }),
      await instructor!.edit("DELETE", `/categories/${id}`)
    ])
      expect(code(reply)).toBe("forbidden")
    expect(code(await admin!.edit("PUT", "/categories/999999", { name: "Nothing" }))).toBe("not_found")
  })

  it("CAT-2 have a name of their own, whatever its case, also when many want it at once", async () => {
    await add("Rope")
    expect(code(await admin!.ask("POST", "/categories", { name: " rope " }))).toBe("name_taken")
    const asked = await Promise.all(Array.from({ length: 6 }, () => admin!.ask("POST", "/categories", { name: "Sail" })))
    expect(asked.map(code).sort()).toEqual(["", ...Array.from({ length: 5 }, () => "name_taken")])
    const { id } = await add("Keel")
    expect(code(await admin!.edit("PUT", `/categories/${id}`, { name: "SAIL" }))).toBe("name_taken")
    expect(one(await admin!.edit("PUT", `/categories/${id}`, { name: "KEEL" })).name).toBe("KEEL")
  })

  it("CAT-3 stand below each other without a circle", async () => {
    const top = await add("Ships")
    const middle = await add("Sailing ships", top.id)
    const low = await add("Schooners", middle.id)
    for (const parent_id of [top.id, low.id, 999_999])
      expect(code(await admin!.edit("PUT", `/categories/${top.id}`, { parent_id }))).toBe("invalid")
    const [one_, other] = [await add("One way"), await add("Another way")]
    const both = await Promise.all([
      admin!.edit("PUT", `/categories/${one_.id}`, { parent_id: other.id }),
      admin!.edit("PUT", `/categories/${other.id}`, { parent_id: one_.id })
    ])
    expect(both.map(code).sort()).toEqual(["", "invalid"])
  })

  it("CAT-4 are changed by who has read them as they are; their courses bear the new name, under a new revision", async () => {
    const { id, revision } = await add("Lights")
    const made = await course("Lights")
    const tag = (await student!.ask("GET", `/categories/${id}`)).headers.get("etag")
    expect(tag).toBe(`"r${revision}"`)
    expect((await admin!.ask("PUT", `/categories/${id}`, { name: "Lamps" })).status).toBe(428)
    const renamed = await admin!.edit("PUT", `/categories/${id}`, { name: "Lamps" }, tag ?? "")
    expect([one(renamed).name, renamed.headers.get("etag")]).toEqual(["Lamps", `"r${revision + 1}"`])
    expect((await admin!.edit("PUT", `/categories/${id}`, { name: "Lanterns" }, tag ?? "")).status).toBe(412)
    expect((await admin!.edit("DELETE", `/categories/${id}`, undefined, tag ?? "")).status).toBe(412)
    expect((await read(made.id)).body.data).toMatchObject({ category: "Lamps", revision: made.revision + 1 })
  })

  it("CAT-5 stay while a course or another category is in them", async () => {
    const top = await add("Tools")
    const low = await add("Hammers", top.id)
    const made = await course("Hammers")
    expect(code(await admin!.edit("DELETE", `/categories/${top.id}`))).toBe("category_used")
    const used = await admin!.edit("DELETE", `/categories/${low.id}`)
    expect([used.status, code(used)]).toEqual([409, "category_used"])
    await instructor!.edit("PUT", `/courses/${made.id}`, { category: null })
    for (const { id } of [low, top]) {
      expect((await admin!.edit("DELETE", `/categories/${id}`)).body.data).toEqual({ id })
      expect(code(await admin!.ask("GET", `/categories/${id}`))).toBe("not_found")
    }
  })
})
