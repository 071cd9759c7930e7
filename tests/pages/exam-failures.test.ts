/** An exam in a browser while things break: the network, the page, the browser, the server, the log-in. Nothing acknowledged is lost, nothing typed either. */
import { beforeAll, describe, expect, it } from "vitest"
import type { StoaClient } from "../../client/index.ts"
import { QuestionId } from "../../protocol/ids.ts"
import { testDatabase } from "../postgres.ts"
import { dataFolder, freePort, isAlive, type Start, type Stoa, startStoa } from "../end-to-end/stoa.ts"
import { cableTo } from "./fixtures/cable.ts"
import { begin, goTo, mark, newAttempt, proctorsSee, startWithExams, watch, watcher, withExams } from "./fixtures/exams.ts"
import { newProfile, startOwnBrowser } from "./fixtures/own-browser.ts"
import { comeIn, visit } from "./fixtures/site.ts"

const { url: databaseUrl } = await testDatabase()

describe("an exam while things break", () => {
  // The shortest life of an access token: it ends in the middle of every one of these.
  const start = withExams({ data: dataFolder(), databaseUrl, environment: { STOA_TOKEN_SECONDS: "15" } })
  let again: Start
  let stoa: Stoa
  let proctor: StoaClient
  beforeAll(async () => {
    again = { ...start, port: await freePort() }
    stoa = await startWithExams(again)
    proctor = await watch(stoa)
  })

  // Both wait for what takes its time, and for nothing of each other.
  it.concurrent("renews an access token that ends meanwhile without a word", async () => {
    const { login, path } = await newAttempt(stoa, "Open")
    const { page } = await visit(stoa, login, path)
    await begin(page)
    const lost: Array<string> = []
    page.on("websocket", (socket) => socket.on("close", () => lost.push(socket.url())))
    for (const answer of ["Blue", "Green"]) {
      await page.waitForResponse((response) => response.url().endsWith("/auth/refresh") && response.ok())
      await page.getByLabel(answer).check()
      await mark(page, /^✓ Saved/)
    }
    expect(lost).toEqual([])
  })

  it.concurrent("goes on without a network, over a reload, and has everything stored when it is back", async () => {
    const { login, path, attempt } = await newAttempt(stoa, "Open")
    const cable = await cableTo(stoa.port)
    const { page } = await visit({ ...stoa, url: cable.url }, login, path)
    await begin(page)
    await page.getByLabel("Blue").check()
    await mark(page, /^✓ Saved/)
    // The page's files lie on the device.
    const worker = "navigator.serviceWorker.getRegistration('/attempts/').then((found) => found?.active?.state)"
    await expect.poll(() => page.evaluate(worker), { timeout: 30_000 }).toBe("activated")

    cable.pull()
    await goTo(page, 2)
    await page.getByLabel("Two").check()
    await mark(page, "Kept on this device, will be sent")
    await page
      .getByText("Go on: your answers are kept on this device and sent by themselves. One answer waits to be sent.")
      .waitFor()
    await goTo(page, 5)
    await page.getByRole("textbox").fill("hello")
    // Before the pause after which it would have been handed to the outbox.
    await page.reload()

    await page.getByRole("heading", { name: "Question 5 of 5" }).waitFor()
    expect(await page.getByRole("textbox").inputValue()).toBe("hello")
    await mark(page, "Kept on this device, will be sent")
    await page.getByRole("timer").waitFor()
    await goTo(page, 2)
    expect(await page.getByLabel("Two").isChecked()).toBe(true)
    await mark(page, "Kept on this device, will be sent")
    await goTo(page, 1)
    expect(await page.getByLabel("Blue").isChecked()).toBe(true)
    await mark(page, /^✓ Saved/)

    cable.putBack()
    for (const question of [1, 2, 5]) await page.getByRole("button", { name: `Question ${question}, saved` }).waitFor()
    await page.getByText("Go on: your answers").waitFor({ state: "detached" })
    await proctorsSee(proctor.proctoredAttempt(attempt), "three answers", ({ answered }) => answered === 3)
  })

  it("T13 brings learner and proctor back by themselves after the server was killed, with every answer it had said was saved", async () => {
    const { login, path, sitting } = await newAttempt(stoa, "Open")
    const { page } = await visit(stoa, login, path)
    await begin(page)
    await page.getByLabel("Blue").check()
    await mark(page, /^✓ Saved/)
    const { page: watching } = await visit(stoa, watcher, `/rooms/${sitting}${path}`)
    const panel = watching.getByRole("complementary")
    const row = watching.locator(`[data-key='${path.split("/").at(-1)}']`)
    await panel.getByText("1 of 5 questions answered").first().waitFor()
    await row.filter({ hasText: /Sitting.*1\/5.*Connected/ }).waitFor()
    const loaded: Array<string> = []
    for (const one of [page, watching]) one.on("domcontentloaded", (shown) => loaded.push(shown.url()))

    await stoa.end("SIGKILL")
    await goTo(page, 3)
    await page.getByLabel("True").check()
    await mark(page, /Being saved|Kept on this device/)
    await watching.getByText("As it was when the connection was lost").first().waitFor()
    stoa = await startStoa(again)
    await mark(page, /^✓ Saved/)
    await panel.getByText("2 of 5 questions answered").first().waitFor()
    await row.filter({ hasText: /Sitting.*2\/5.*Connected/ }).waitFor()

    // Not only shown again: what each does from here on reaches the other.
    await goTo(page, 2)
    await page.getByLabel("Two").check()
    await mark(page, /^✓ Saved/)
    await panel.getByText("3 of 5 questions answered").first().waitFor()
    await panel.getByRole("button", { name: "More time" }).click()
    await watching.getByRole("dialog").getByLabel("Reason").fill("The server was away")
    await watching.getByRole("dialog").getByRole("button", { name: "More time" }).click()
    await page.getByText("You were given more time").waitFor()
    await page.getByText("The server was away").waitFor()
    await panel.getByText(/shown to the learner \d/).waitFor()
    expect(loaded).toEqual([])

    await page.reload()
    await page.getByRole("heading", { name: "Question 2 of 5" }).waitFor()
    expect(await page.getByLabel("Two").isChecked()).toBe(true)
    await goTo(page, 3)
    expect(await page.getByLabel("True").isChecked()).toBe(true)
    await goTo(page, 1)
    expect(await page.getByLabel("Blue").isChecked()).toBe(true)
    await mark(page, /^✓ Saved/)
  })

  it("has what was acknowledged at another device after the browser was killed, and tells of the rest where it was given", async () => {
    const { login, path, attempt } = await newAttempt(stoa, "Open")
    const cable = await cableTo(stoa.port)
    const machine = newProfile()
    const first = await startOwnBrowser(machine)
    const desk = await comeIn(first.context, { ...stoa, url: cable.url }, login, path)
    await begin(desk)
    await desk.getByLabel("Blue").check()
    await mark(desk, /^✓ Saved/)
    await goTo(desk, 3)
    await desk.getByLabel("True").check()
    await mark(desk, /^✓ Saved/)
    // Nothing more gets through: one answer waits to be sent, another is being written.
    cable.pull()
    await goTo(desk, 2)
    await desk.getByLabel("Two").check()
    await mark(desk, "Kept on this device, will be sent")
    await goTo(desk, 5)
    await desk.getByRole("textbox").pressSequentially("hel")
    await first.kill()
    expect(isAlive(first.pid)).toBe(false)

    const { page } = await visit(stoa, login, path)
    await page.getByRole("heading", { name: "This goes on at another device" }).waitFor()
    await page.getByText("Every saved answer is kept, whichever device it came from.").waitFor()
    await page.getByRole("button", { name: "Go on here" }).click()
    for (const [question, state] of ["saved", "not answered", "saved", "not answered", "not answered"].entries())
      await page.getByRole("button", { name: `Question ${question + 1}, ${state}` }).waitFor()
    expect(await page.getByLabel("Blue").isChecked()).toBe(true)
    await mark(page, /^✓ Saved/)
    await goTo(page, 3)
    expect(await page.getByLabel("True").isChecked()).toBe(true)
    await mark(page, /^✓ Saved/)
    await goTo(page, 2)
    expect(await page.getByLabel("Two").isChecked()).toBe(false)
    await mark(page, "Not answered yet")
    await goTo(page, 5)
    expect(await page.getByRole("textbox").inputValue()).toBe("")
    await mark(page, "Not answered yet")
    await page.getByRole("textbox").fill("hello")
    await mark(page, /^✓ Saved/)

    // The first machine again, still logged in: what had not left it is told there, and counts for nothing.
    cable.putBack()
    const { context } = await startOwnBrowser(machine)
    const back = await context.newPage()
    await back.goto(cable.url + path)
    await back.getByRole("heading", { name: "This goes on at another device" }).waitFor()
    // So is what was being written, where the browser had got to keep it.
    const told = back.getByRole("alert").filter({ hasText: "An answer given here was not counted" })
    await told.filter({ hasText: "Which of these are prime?" }).locator("q", { hasText: "Two" }).waitFor()
    await proctorsSee(proctor.proctoredAttempt(attempt), "three answers", ({ answered }) => answered === 3)
    await page.getByRole("button", { name: "Question 2, not answered" }).waitFor()
  })

  it("S9 tells what was given without a network where another device has gone on", async () => {
    const { login, path } = await newAttempt(stoa, "Open")
    const cable = await cableTo(stoa.port)
    const first = await visit({ ...stoa, url: cable.url }, login, path)
    await begin(first.page)
    await first.page.getByLabel("Blue").check()
    await mark(first.page, /^✓ Saved/)
    cable.pull()
    await first.page.getByLabel("Green").check()
    const second = await visit(stoa, login, path)
    await second.page.getByRole("button", { name: "Go on here" }).click()
    await second.page.getByRole("heading", { name: "Question 1 of 5" }).waitFor()
    cable.putBack()
    await first.page.getByText("An answer given here was not counted").waitFor()
    // Until it was read.
    await first.page.reload()
    await first.page.getByText("Which colour has the sky at noon?").waitFor()
    await first.page.getByRole("button", { name: "Go on here" }).click()
    await first.page.getByText("An answer given here was not counted").waitFor()
    await first.page
      .getByText("“Green”")
      .or(first.page.locator("q", { hasText: "Green" }))
      .first()
      .waitFor()
    expect(await first.page.getByLabel("Blue").isChecked()).toBe(true)
    await first.page.getByRole("button", { name: "Understood" }).click()
    await mark(first.page, /^✓ Saved/)
  })

  it("T6 T7 ends by the clock, and says of what came after it that a person decides", async () => {
    const { login, path, attempt } = await newAttempt(stoa, "Sprint")
    const cable = await cableTo(stoa.port)
    const { page } = await visit({ ...stoa, url: cable.url }, login, path)
    await page.getByRole("button", { name: "Begin" }).click()
    await page.getByRole("textbox", { name: "2 + 2" }).fill("4")
    await mark(page, /^✓ Saved/)
    cable.pull()
    await page.getByText("The time is over, and there is no connection.").waitFor()
    await page.getByRole("button", { name: "Next" }).click()
    await page.getByLabel("False").check()
    await mark(page, "Kept on this device, will be sent")
    cable.putBack()
    await page.getByText("and what you had saved was handed in.").waitFor()
    await page.getByText("Came after the end. Kept; a person decides whether it counts.").waitFor()
    await page.getByText("50 %").waitFor()
    await page.getByText("Provisional").waitFor()
    await proctor.proctoredAttempt(attempt).decideLate(QuestionId.make("sky"), true, "The network of the house was down.")
    await page.getByText("100 %").waitFor()
    await page.getByText("The network of the house was down.").waitFor()
  })
})
