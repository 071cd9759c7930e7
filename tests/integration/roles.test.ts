/** Permissions as data: what roles may do can be changed while everybody is at work, and holds at once. */
import { randomUUID } from "node:crypto"
import { Schema } from "effect"
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest"
import { faultOf } from "../../gateway/policy/rule.ts"
import { permissions, type Role, roles, seededPermissions } from "../../protocol/principal.ts"
import { RoleDetail } from "../../protocol/rest/roles.ts"
import { testDatabase } from "../postgres.ts"
import { RawClient } from "./fixtures/raw-client.ts"
import { code, RestCaller } from "./fixtures/rest-caller.ts"
import { startStoa, type StoaProcess } from "./fixtures/stoa-process.ts"

const { url, sql } = await testDatabase()
let stoa: StoaProcess
let [student, instructor, admin]: ReadonlyArray<RestCaller> = []
let course = 0

beforeAll(async () => {
  stoa = await startStoa(url)
  ;[student, instructor, admin] = await Promise.all(
    ["student", "instructor", "admin"].map((role) => RestCaller.login(stoa, stoa.accounts[role]))
  )
  const [row] = await sql`select course_id from assessments where assessment_type = 'exam' order by id limit 1`
  course = Number(row?.["course_id"])
  await student!.ask("POST", `/courses/${course}/enroll`)
})
afterAll(() => stoa?.stop())

const set = (role: Role, names: ReadonlyArray<string>) => admin!.ask("PUT", `/roles/${role}/permissions`, { permissions: names })
const without = (role: Role, ...names: ReadonlyArray<string>) => seededPermissions[role].filter((name) => !names.includes(name))
const roleNamed = async (name: Role): Promise<RoleDetail | undefined> => {
  const { body } = await admin!.ask("GET", "/roles")
  return Schema.decodeUnknownSync(Schema.Array(RoleDetail))(body.data).find((role) => role.name === name)
}
const connected = async (person: RestCaller, sender = `device:${randomUUID()}`): Promise<RawClient> => {
  const client = new RawClient(Number(new URL(stoa.origin).port))
  await client.join({ version: 1, token: person.token, sender })
  return client
}
const within = (ms: number) => ({ timeout: ms, interval: 20 })

afterEach(async () => {
  for (const role of roles) if (role !== "admin") await set(role, seededPermissions[role])
})

describe("permissions as data", () => {
  it("RBAC-1 a database is made with what the program says, and knows each permission that a row may name", async () => {
    for (const role of roles) {
      expect((await roleNamed(role))?.permissions.toSorted()).toEqual(seededPermissions[role].toSorted())
    }
    const { body } = await admin!.ask("GET", "/permissions")
    const named = Schema.decodeUnknownSync(Schema.Array(Schema.Struct({ name: Schema.String, description: Schema.String })))(
      body.data
    )
    expect(named.map(({ name }) => name).toSorted()).toEqual(permissions.toSorted())
  })

  it("RBAC-2 a row that names a permission or a scope there is none of keeps the program from starting", () => {
    expect(faultOf("x.y", ["course:read", "course:update@course"])).toEqual([])
    expect(faultOf("x.y", ["course:raed"])).toEqual(["x.y (no such permission or scope: course:raed)"])
    expect(faultOf("x.y", ["course:read@planet"])).toHaveLength(1)
  })

  it("RBAC-3 a role's permissions are replaced whole, told to its people, and hold for their next request", async () => {
    expect((await instructor!.ask("GET", "/sittings")).status).toBe(200)
    const changed = await set("instructor", without("instructor", "assessment:create"))
    expect(changed.body.data).toMatchObject({
      name: "instructor",
      permissions: without("instructor", "assessment:create").toSorted()
    })
    await expect.poll(async () => code(await instructor!.ask("GET", "/sittings")), within(1_000)).toBe("forbidden")
    const { body } = await admin!.ask("GET", "/audit?action=role.permissions_changed")
    expect(JSON.stringify(body.data)).toContain('"withdrawn":["assessment:create"]')
    const me = await instructor!.ask("GET", "/users/me")
    expect(me.body.data).toMatchObject({ permissions: without("instructor", "assessment:create").toSorted() })
    await set("instructor", seededPermissions.instructor)
    await expect.poll(async () => code(await instructor!.ask("GET", "/sittings")), within(1_000)).toBe("")
  })

  it("RBAC-4 who is connected loses what they follow within a second, whoever took it away", async () => {
    const client = await connected(instructor!)
    const board = { _tag: "Feed", ref: { feed: "board", id: course } }
    expect(await client.ask("subscribe", board)).toMatchObject({ _tag: "Feed" })
    expect(await client.ask("subscribe", { _tag: "Actor", ref: { type: "course", id: course } })).toMatchObject({
      audience: "staff"
    })
    // Not by this node: by another one, or by hand.
    await sql`delete from role_permissions where role = 'instructor' and permission in ('student:view_progress', 'course:update')`
    await expect.poll(() => client.events("ended").length, within(1_000)).toBe(2)
    expect(await client.ask("subscribe", board)).toMatchObject({ _tag: "Refusal", code: "not_found" })
    expect(await client.ask("subscribe", { _tag: "Actor", ref: { type: "course", id: course } })).toMatchObject({
      audience: "visitor"
    })
    client.destroy()
  })

  it("RBAC-8 who comes into a course's team, or leaves it, has its course within a second, on whichever node it was done", async () => {
    const assistant = await RestCaller.newcomer(stoa)
    await sql`update users set role = 'instructor' where id = ${assistant.id}`
    const client = await connected(await RestCaller.login(stoa, assistant))
    const course_id = course
    const watched = () => client.ask("subscribe", { _tag: "Actor", ref: { type: "course", id: course } })
    expect(await watched()).toMatchObject({ audience: "visitor" })
    // Not by this node: by another one, or by hand.
    await sql`insert into course_instructors (course_id, user_id) values (${course_id}, ${assistant.id})`
    await expect.poll(() => client.events("ended").length, within(1_000)).toBe(1)
    expect(await watched()).toMatchObject({ audience: "staff" })
    await sql`delete from course_instructors where course_id = ${course_id} and user_id = ${assistant.id}`
    await expect.poll(() => client.events("ended").length, within(1_000)).toBe(2)
    expect(await watched()).toMatchObject({ audience: "visitor" })
    client.destroy()
  })

  it("RBAC-4 commands of who is connected go by what they may now", async () => {
    const sender = `device:${randomUUID()}`
    const client = await connected(student!, sender)
    const enrol = (n: number) =>
      client.ask("command", { to: { type: "course", id: course }, id: { sender, n }, command: { _tag: "Enrol" } })
    expect((await set("student", without("student", "course:enroll"))).status).toBe(200)
    let n = 0
    await expect.poll(async () => (await enrol((n += 1)))["code"], within(1_000)).toBe("forbidden")
    client.destroy()
  })

  it("RBAC-5 a film's address opens nothing any more for who may not see courses", async () => {
    const [row] = await sql`select id from course_modules where course_id = ${course} and content_type = 'video' limit 1`
    const { body } = await student!.ask("GET", `/courses/${course}/modules/${row?.["id"]}`)
    const { content_url } = Schema.decodeUnknownSync(Schema.Struct({ content_url: Schema.String }))(body.data)
    const status = async () => (await fetch(`${stoa.origin}${content_url}`)).status
    expect(await status()).toBe(200)
    await set("student", without("student", "course:read"))
    await expect.poll(status, within(1_000)).toBe(403)
  })

  it("RBAC-6 everything stays the administrators', and theirs alone", async () => {
    for (const names of [[], ["course:read"]]) expect(code(await set("admin", names))).toBe("role_protected")
    expect(code(await set("mentor", ["*"]))).toBe("role_protected")
    await expect(sql`delete from role_permissions where role = 'admin'`).rejects.toThrow("administrators keep every permission")
    expect((await set("mentor", ["course:read", "course:fly"])).body.errors).toMatchObject([
      { code: "invalid", field: "permissions.1" }
    ])
    expect((await roleNamed("mentor"))?.permissions).toEqual(seededPermissions.mentor.toSorted())
    expect(code(await admin!.ask("PUT", "/roles/emperor/permissions", { permissions: [] }))).toBe("not_found")
  })

  it("RBAC-7 the last administrator stays one, also when two let go of each other at once", async () => {
    const other = await RestCaller.newcomer(stoa)
    await sql`update users set role = 'admin' where id = ${other.id}`
    const demote = (id: number) => sql`update users set role = 'student' where id = ${id}`.then(() => "done", String)
    const outcomes = await Promise.all([demote(other.id), demote(admin!.id)])
    expect(outcomes.toSorted()).toEqual([expect.stringContaining("the last administrator stays one"), "done"])
    const [left] = await sql`select count(*)::int as admins from users where role = 'admin' and is_active`
    expect(left?.["admins"]).toBe(1)
    await expect(sql`update users set is_active = false where role = 'admin'`).rejects.toThrow("the last administrator")
    await sql`update users set role = 'admin' where id = ${admin!.id}`
  })
})
