/** A newcomer studies: from the registration to the start of the quiz, seen on a second device, and by who teaches, while it happens. */
import { Schema } from "effect"
import type { Page } from "playwright-core"
import { beforeAll, describe, expect, it } from "vitest"
import { StoaClient } from "../../client/index.ts"
import { CourseId, VersionId } from "../../protocol/ids.ts"
import { account, arrive, courseNamed, enrol, modulesOf, newcomer, newLogin } from "../end-to-end/people.ts"
import type { Stoa } from "../end-to-end/stoa.ts"
import { png } from "../integration/fixtures/sample-files.ts"
import { testDatabase } from "../postgres.ts"
import { newLearner, profile, staff, startSite, visit } from "./fixtures/site.ts"

const course = "Foundations of security"
const lesson = "Who attacks, and why"
const video = "Video: how a phishing mail is taken apart"

const register = async (page: Page, { email, password }: ReturnType<typeof newLogin>): Promise<void> => {
  await page.getByRole("link", { name: "Create an account" }).click()
  await page.getByLabel("First name").fill("Nuria")
  await page.getByLabel("Last name").fill("Vidal")
  await page.getByLabel("E-mail address").fill(email)
  await page.getByLabel("Password").fill(password)
  await page.getByRole("button", { name: "Create the account" }).click()
  await page.getByRole("heading", { name: "Courses", level: 1 }).waitFor()
}

const soon = { timeout: 30_000 }

/** Plays, without a sound, until the playhead has passed `seconds`. */
const play = async (page: Page, seconds: number): Promise<void> => {
  const video = "document.querySelector('video')"
  // From outside: the pages' policy lets nobody wait in them.
  await expect.poll(() => page.evaluate<boolean>(`${video}?.readyState > 0`), soon).toBe(true)
  await page.evaluate(`${video}.muted = true, ${video}.play()`)
  await expect.poll(() => page.evaluate<boolean>(`${video}?.currentTime > ${seconds}`), soon).toBe(true)
}

const Made = Schema.Struct({ id: CourseId, open_version_id: VersionId })
const scarce = "Reading maps"

/** With one seat, a wait list, a picture, a document, and one that is not to be seen before its time. */
const writeCourse = async (author: StoaClient): Promise<CourseId> => {
  const send = <Data>(method: "POST" | "PUT", path: string, body: unknown, data: Schema.Decoder<Data>) =>
    author.rest.ask({ method, path: `/api/v1${path}`, body, data, ...(method === "PUT" ? { revision: "any" } : {}) })
  const course = await send("POST", "/courses", { title: scarce, capacity: 1 }, Made)
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

const { url: databaseUrl } = await testDatabase()
let stoa: Stoa
beforeAll(async () => {
  stoa = await startSite({ databaseUrl })
})

describe("studying", () => {
  it("leads a newcomer from the registration to the quiz, and shows their progress on another device as it moves", async () => {
    const login = newLogin()
    const page = await (await profile()).newPage()
    await page.goto(stoa.url)
    await register(page, login)
    await page.getByText("You are in no course yet").waitFor()

    // One finds, and enrols.
    await page.getByRole("searchbox").fill("secruity foundations")
    await page.getByRole("button", { name: "Search" }).click()
    await page.getByText("1 course", { exact: true }).waitFor()
    expect(new URL(page.url()).searchParams.get("search")).toBe("secruity foundations")
    await page.getByRole("link", { name: course }).click()
    await page.getByRole("button", { name: "Enrol", exact: true }).click()
    await page.getByRole("progressbar", { name: `Progress in ${course}` }).waitFor()

    const { page: elsewhere } = await visit(stoa, login, "/courses", { viewport: { width: 360, height: 740 } })
    const progress = elsewhere.getByRole("progressbar", { name: `Progress in ${course}` })
    expect(await progress.getAttribute("aria-valuenow")).toBe("0")

    // A text is read.
    await page.getByRole("link", { name: "Begin" }).click()
    await page.getByRole("heading", { name: lesson, level: 1 }).waitFor()
    await page.getByRole("heading", { name: "Three words that are not the same", level: 2 }).waitFor()
    await page.getByRole("button", { name: "I have read this" }).click()
    await page.getByText("This module is complete.").waitFor()
    await elsewhere.getByText("1 of 12 modules").waitFor()
    expect(await progress.getAttribute("aria-valuenow")).toBe("8")

    // Some of the video is watched; it goes on there on the other device.
    await page.getByRole("link", { name: course }).click()
    await page.getByRole("link", { name: video }).click()
    await play(page, 5)
    await page.getByRole("link", { name: /^Next:/ }).click()
    await page.getByRole("heading", { name: "Vulnerabilities and patches", level: 1 }).waitFor()
    await elsewhere.getByRole("link", { name: course }).first().click()
    await elsewhere.getByRole("link", { name: video }).click()
    await elsewhere.getByText(/Goes on at 0:(0[5-9]|1)/).waitFor()
    await elsewhere.getByText(/^([4-9]|1[0-9]) % watched/).waitFor()
    await play(elsewhere, 6)
    expect(await elsewhere.evaluate<number>("document.documentElement.scrollWidth")).toBe(360)

    // The quiz is found by its rules, and begins on a page of its own.
    await page.getByRole("link", { name: course }).click()
    await page.getByRole("link", { name: "Quiz: half-way" }).click()
    await page.getByText("60 % of the marks").waitFor()
    await page.getByRole("button", { name: "Start the quiz" }).click()
    await page.waitForURL(/\/attempts\/[1-9][0-9]*$/)
    await page.goBack()
    await page.getByText("Your attempts").waitFor()
    await page.getByRole("link", { name: "Go on with it" }).waitFor()
  })

  it("says to everybody in a course what was announced, until they have read it, and lets them leave", async () => {
    const login = newLogin()
    const page = await (await profile()).newPage()
    await page.goto(stoa.url)
    await register(page, login)
    await page.getByRole("link", { name: course }).click()
    await page.getByRole("button", { name: "Enrol", exact: true }).click()
    await page.getByText("Nothing has been announced yet.").waitFor()

    const teacher = new StoaClient({ url: stoa.url })
    const { email, password } = staff(stoa, "instructor")
    await teacher.login(email, password)
    await teacher.connect()
    const found = (await teacher.rest.courses()).find(({ title }) => title === course)
    await teacher.course(found!.id).announce("The library is open until ten.")
    teacher.close()
    await page.getByText("The library is open until ten.").waitFor()
    await page.getByRole("button", { name: "Notices, 1 new" }).click()
    await page.getByRole("link", { name: `Announcement in ${course}` }).click()
    await page.getByRole("button", { name: "Mark as read", exact: true }).click()
    await page.getByRole("button", { name: "Notices", exact: true }).waitFor()
    await page.getByRole("button", { name: "Mark as read" }).waitFor({ state: "detached" })

    await page.getByRole("button", { name: "Leave the course" }).click()
    await page.getByRole("dialog").getByRole("button", { name: "Leave the course" }).click()
    await page.getByRole("button", { name: "Enrol", exact: true }).waitFor()
  })

  it("lets who asks into a course that is entered by approval, on the page that they are looking at", async () => {
    const staffed = new StoaClient({ url: stoa.url })
    const { email, password } = staff(stoa, "instructor")
    await staffed.login(email, password)
    const desk = (await staffed.rest.courses()).find(({ title }) => title === "Safe at your desk and on the way")!
    const path = `/api/v1/courses/${desk.id}`
    const rules = { mode: "approval", wait_list: false, required_courses: [] }
    await staffed.rest.ask({ method: "PUT", path: `${path}/enrolment-rules`, body: rules, revision: "any", data: Schema.Unknown })
    const page = await (await profile()).newPage()
    await page.goto(`${stoa.url}/courses`)
    await register(page, newLogin())
    await page.getByRole("link", { name: desk.title }).click()
    await page.getByLabel("What should they know?").fill("I begin on Monday.")
    await page.getByRole("button", { name: "Ask to be let in" }).click()
    await page.getByText("have not decided yet").waitFor()
    const asking = Schema.Array(Schema.Struct({ user_id: Schema.Int }))
    const [who] = await staffed.rest.get(`${path}/roster?standing=requested`, asking)
    const decided = { approved: true }
    await staffed.rest.ask({
      method: "POST",
      path: `${path}/enrolment-requests/${who!.user_id}/decision`,
      body: decided,
      data: Schema.Unknown
    })
    await page.getByRole("link", { name: "Begin" }).waitFor()
  })
})

describe("the progress board", () => {
  it("shows a learner at the moment they enrol, and moves as they learn", async () => {
    const instructor = await visit(stoa, staff(stoa, "instructor"))
    const learner = await newcomer(stoa)
    const course = await courseNamed(learner, "Foundations of security")
    await instructor.page.goto(`${stoa.url}/courses/${course.id}/board`)
    await instructor.page.getByRole("heading", { name: "Progress: Foundations of security" }).waitFor()

    await enrol(learner, course.id)
    const line = instructor.page.getByRole("row", { name: /New Comer/ })
    await line.waitFor()
    const [text] = modulesOf(course, "text")
    if (text === undefined) throw new Error("the course has no text")
    await learner.learner().openModule(course.id, text.id)
    await line.getByText("Learning now").waitFor()
    await learner.learner().completeModule(course.id, text.id)
    await line.getByText(/^1 of/).waitFor()

    await instructor.page.getByText(/of \d+ have completed the course|has completed/).waitFor()
    await instructor.page.locator("canvas").waitFor({ state: "attached" })
    await instructor.page.getByLabel("Find by name").fill("nobody of this name")
    await instructor.page.getByText("No learner has this in their name.").waitFor()
    expect(await line.count()).toBe(0)
  })

  it("is not for learners, and does not say more than that", async () => {
    const { page } = await visit(stoa, await newLearner(stoa))
    await page.goto(`${stoa.url}/courses/1/board`)
    await page.getByText("This is not open to you").waitFor()
  })
})

describe("a course with one seat", () => {
  it("lets who comes second wait on its page, gives them the seat there, and opens what may be opened", async () => {
    const author = await arrive(stoa, account(stoa, "admin"))
    const id = await writeCourse(author)
    const first = await newcomer(stoa)
    await first.course(id).enrol()

    const { page } = await visit(stoa, await newLearner(stoa), "/courses")
    await page.getByRole("link", { name: scarce }).click()
    await page.getByText("There is no free seat at the moment.").waitFor()
    await page.getByRole("button", { name: "Join the wait list" }).click()
    await page.getByText("You are next: the first seat that becomes free is yours.").waitFor()
    await first.course(id).withdraw()
    await page.getByRole("link", { name: "Begin" }).click()

    await page.getByRole("heading", { level: 1, name: "The map" }).waitFor()
    await page.getByRole("img", { name: "Image: The map" }).waitFor()
    await expect.poll(() => page.evaluate("document.querySelector('main img')?.naturalWidth")).toBe(320)
    await page.getByRole("link", { name: /^Next:/ }).click()
    const saving = page.waitForEvent("download")
    await page.getByRole("link", { name: "Save the document" }).click()
    expect((await saving).suggestedFilename()).toBe("The legend.txt")

    await page.goto(`${stoa.url}/courses/${id}`)
    await page.getByText("The answers").waitFor()
    await page.getByText(/Opens on .*2099/).waitFor()
    expect(await page.getByRole("link", { name: "The answers" }).count()).toBe(0)
  })
})
