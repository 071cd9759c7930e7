/** A course with one seat: who comes second waits on its page and gets it there; and lessons that are files, now and later. */
import { Schema } from "effect"
import { beforeAll, describe, expect, it } from "vitest"
import type { StoaClient } from "../../client/index.ts"
import { CourseId, VersionId } from "../../protocol/ids.ts"
import { account, arrive, newcomer } from "../end-to-end/people.ts"
import type { Stoa } from "../end-to-end/stoa.ts"
import { png } from "../integration/fixtures/sample-files.ts"
import { newLearner, startSite, visit } from "./fixtures/site.ts"

const Made = Schema.Struct({ id: CourseId, open_version_id: VersionId })
const title = "Reading maps"

/** With one seat, a wait list, a picture, a document, and one that is not to be seen before its time. */
const writeCourse = async (author: StoaClient): Promise<CourseId> => {
  const send = <Data>(method: "POST" | "PUT", path: string, body: unknown, data: Schema.Decoder<Data>) =>
    author.rest.ask({ method, path: `/api/v1${path}`, body, data, ...(method === "PUT" ? { revision: "any" } : {}) })
  const course = await send("POST", "/courses", { title, capacity: 1 }, Made)
  const version = `/courses/${course.id}/versions/${course.open_version_id}`
  const picture = await author.uploadFile(new Blob([await png(320, 200)]), { name: "map.png", purpose: "image" })
  const text = new Blob(["North is up."])
  const document = await author.uploadFile(text, { name: "legend.txt", purpose: "document" })
  const add = (module: object) => send("POST", `${version}/modules`, module, Schema.Unknown)
  await add({ title: "The map", content: { kind: "image", file_id: picture.id } })
  await add({ title: "The legend", content: { kind: "document", file_id: document.id } })
  await add({ title: "The answers", content: { kind: "text", text: "It was the mill." }, release_at: "2099-01-01T00:00:00Z" })
  for (const step of ["submit", "approve", "publish"]) await send("POST", `${version}/${step}`, {}, Schema.Unknown)
  await send(
    "PUT",
    `/courses/${course.id}/enrolment-rules`,
    { mode: "open", wait_list: true, required_courses: [] },
    Schema.Unknown
  )
  return course.id
}

describe("a course with one seat", () => {
  let stoa: Stoa
  beforeAll(async () => {
    stoa = await startSite()
  })

  it("lets who comes second wait on its page, gives them the seat there, and opens what may be opened", async () => {
    const author = await arrive(stoa, account(stoa, "admin"))
    const course = await writeCourse(author)
    const first = await newcomer(stoa)
    await first.course(course).enrol()

    const { page } = await visit(stoa, await newLearner(stoa), "/courses")
    await page.getByRole("link", { name: title }).click()
    await page.getByText("There is no free seat at the moment.").waitFor()
    await page.getByRole("button", { name: "Join the wait list" }).click()
    await page.getByText("You are next: the first seat that becomes free is yours.").waitFor()
    await first.course(course).withdraw()
    await page.getByRole("link", { name: "Begin" }).click()

    await page.getByRole("heading", { level: 1, name: "The map" }).waitFor()
    await page.getByRole("img", { name: "Image: The map" }).waitFor()
    await expect.poll(() => page.evaluate("document.querySelector('main img')?.naturalWidth")).toBe(320)
    await page.getByRole("link", { name: /^Next:/ }).click()
    const saving = page.waitForEvent("download")
    await page.getByRole("link", { name: "Save the document" }).click()
    expect((await saving).suggestedFilename()).toBe("The legend.txt")

    await page.goto(`${stoa.url}/courses/${course}`)
    await page.getByText("The answers").waitFor()
    await page.getByText(/Opens on .*2099/).waitFor()
    expect(await page.getByRole("link", { name: "The answers" }).count()).toBe(0)
  })
})
