/** Organisations: what their representatives see is what members consented to, for as long as they do. */
import { randomUUID } from "node:crypto"
import { Schema } from "effect"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { MyOrganisation, OrganisationProgress, OrganisationRow, RosterRow } from "../../protocol/rest/organisations.ts"
import { testDatabase } from "../postgres.ts"
import { code, type Reply, RestCaller } from "./fixtures/rest-caller.ts"
import { startStoa, type StoaProcess } from "./fixtures/stoa-process.ts"

const { url, sql } = await testDatabase()
let stoa: StoaProcess
let [admin, representative, member, silent]: ReadonlyArray<RestCaller> = []
let clinic = 0
let course = 0

const detail = ({ body }: Reply) => Schema.decodeUnknownSync(OrganisationRow)(body.data)
const roster = async (person = representative!) => {
  const { body } = await person.ask("GET", `/organisations/${clinic}/roster`)
  return Schema.decodeUnknownSync(Schema.Array(RosterRow))(body.data).map((row) => row.user_id)
}
const progress = async () => {
  const { body } = await representative!.ask("GET", `/organisations/${clinic}/progress`)
  return Schema.decodeUnknownSync(Schema.Array(OrganisationProgress))(body.data)
}
const consent = (person: RestCaller) => person.ask("PUT", "/users/me/organisation/consent", { text_version: 1 })

beforeAll(async () => {
  stoa = await startStoa(url)
  ;[admin, representative] = await Promise.all(["admin", "corporate"].map((role) => RestCaller.login(stoa, stoa.accounts[role])))
  member = await RestCaller.newcomer(stoa)
  silent = await RestCaller.newcomer(stoa)
  const [row] = await sql`select id, (select id from courses where status = 'published' order by id limit 1) as course
    from organisations where name = 'Harbour Clinic'`
  clinic = Number(row?.["id"])
  course = Number(row?.["course"])
  for (const person of [member, silent]) {
    expect((await person.ask("POST", `/courses/${course}/enroll`)).status).toBe(201)
    expect((await admin!.ask("PUT", `/organisations/${clinic}/members/${person.id}`)).status).toBe(200)
  }
})
afterAll(() => stoa?.stop())

describe("an organisation", () => {
  it("ORG-1 comes from the name in a profile, and its representative represents it", async () => {
    expect(detail(await representative!.ask("GET", `/organisations/${clinic}`))).toMatchObject({
      name: "Harbour Clinic",
      representatives: [representative!.id]
    })
  })

  it("ORG-2 is made by administrators, once per name", async () => {
    const name = `Bakery ${randomUUID()}`
    const made = await admin!.ask("POST", "/organisations", { name })
    expect([made.status, detail(made)]).toMatchObject([201, { name, members: 0, consenting: 0, representatives: [] }])
    expect(code(await admin!.ask("POST", "/organisations", { name: name.toUpperCase() }))).toBe("name_taken")
    expect(code(await representative!.ask("GET", `/organisations/${detail(made).id}/roster`))).toBe("not_found")
  })

  it("ORG-3 counts its members, and names nobody who has not consented", async () => {
    expect(detail(await representative!.ask("GET", `/organisations/${clinic}`))).toMatchObject({ members: 2, consenting: 0 })
    expect([await roster(), await progress()]).toEqual([[], []])
  })

  it("ORG-4 shows name and progress of who consents to the text in force, and no more once that is withdrawn", async () => {
    const before = await member!.ask("GET", "/users/me/organisation")
    expect(Schema.decodeUnknownSync(MyOrganisation)(before.body.data)).toMatchObject({ name: "Harbour Clinic", consent: null })
    const other = await member!.ask("PUT", "/users/me/organisation/consent", { text_version: 7 })
    expect(other.body.errors).toMatchObject([{ code: "invalid", field: "text_version" }])
    expect((await consent(member!)).body.data).toMatchObject({ consent: { text_version: 1, given_at: expect.any(String) } })
    expect(await roster()).toEqual([member!.id])
    await expect.poll(progress).toMatchObject([{ user_id: member!.id, course_id: course, progress_percentage: "0.00" }])
    expect(detail(await admin!.ask("GET", `/organisations/${clinic}`))).toMatchObject({ members: 2, consenting: 1 })
    expect((await member!.ask("DELETE", "/users/me/organisation/consent")).body.data).toMatchObject({ consent: null })
    expect([await roster(), await progress()]).toEqual([[], []])
    const kept = await sql`
      select text_version::int, withdrawn_at >= given_at as ended from organisation_consents where user_id = ${member!.id}`
    expect([...kept]).toEqual([{ text_version: 1, ended: true }])
  })

  it("ORG-5 loses the consent of who leaves; coming back does not give it again", async () => {
    await consent(silent!)
    expect(await roster()).toEqual([silent!.id])
    expect((await admin!.ask("DELETE", `/organisations/${clinic}/members/${silent!.id}`)).status).toBe(200)
    expect(code(await consent(silent!))).toBe("not_found")
    expect((await admin!.ask("PUT", `/organisations/${clinic}/members/${silent!.id}`)).status).toBe(200)
    expect(await roster()).toEqual([])
  })

  it("ORG-6 is no longer there within a second for who represents it no more", async () => {
    const student = await admin!.ask("PUT", `/organisations/${clinic}/representatives/${member!.id}`)
    expect(student.body.errors).toMatchObject([{ code: "invalid", field: "userId" }])
    const path = `/organisations/${clinic}/representatives/${representative!.id}`
    expect((await admin!.ask("DELETE", path)).status).toBe(200)
    const asked = async () => code(await representative!.ask("GET", `/organisations/${clinic}/roster`))
    await expect.poll(asked, { timeout: 1_000, interval: 20 }).toBe("not_found")
    expect((await admin!.ask("PUT", path)).status).toBe(200)
    await expect.poll(asked, { timeout: 1_000, interval: 20 }).toBe("")
  })

  it("ORG-7 its changes stand in the audit log", async () => {
    const { body } = await admin!.ask("GET", "/audit?action=organisation.member_added")
    expect(JSON.stringify(body.data)).toContain(`"user_id":${member!.id}`)
  })
})
