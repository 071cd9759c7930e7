/** A newcomer studies: from the registration to the start of the quiz, seen on a second device while it happens. */
import { Schema } from "effect"
import type { Page } from "playwright-core"
import { beforeAll, describe, expect, it } from "vitest"
import { StoaClient } from "../../client/index.ts"
import { newLogin } from "../end-to-end/people.ts"
import type { Stoa } from "../end-to-end/stoa.ts"
import { profile, staff, startSite, visit } from "./fixtures/site.ts"

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

describe("studying", () => {
  let stoa: Stoa
  beforeAll(async () => {
    stoa = await startSite()
  })

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
