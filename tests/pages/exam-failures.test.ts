/** An exam in a browser while things break: the network, the page, the server, the log-in. Nothing acknowledged is lost, nothing typed either. */
import { beforeAll, describe, expect, it } from "vitest"
import type { StoaClient } from "../../client/index.ts"
import { QuestionId } from "../../protocol/ids.ts"
import { testDatabase } from "../postgres.ts"
import { dataFolder, freePort, type Start, type Stoa, startStoa } from "../end-to-end/stoa.ts"
import { cableTo } from "./fixtures/cable.ts"
import { begin, goTo, mark, newAttempt, proctorsSee, startWithExams, watch } from "./fixtures/exams.ts"
import { visit } from "./fixtures/site.ts"

const { url: databaseUrl } = await testDatabase()

describe("an exam while things break", () => {
  // The shortest life of an access token: it ends in the middle of every one of these.
  const start = { data: dataFolder(), databaseUrl, environment: { STOA_TOKEN_SECONDS: "15" } }
  let again: Start
  let stoa: Stoa
  let proctor: StoaClient
  beforeAll(async () => {
    again = { ...start, port: await freePort() }
    stoa = await startWithExams(again)
    proctor = await watch(stoa)
  })

  it("goes on without a network, over a reload, and has everything stored when it is back", async () => {
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

  it("T13 comes back by itself after the server was killed, with every answer it had said was saved", async () => {
    const { login, path } = await newAttempt(stoa, "Open")
    const { page } = await visit(stoa, login, path)
    await begin(page)
    await page.getByLabel("Blue").check()
    await mark(page, /^✓ Saved/)
    await stoa.end("SIGKILL")
    await goTo(page, 3)
    await page.getByLabel("True").check()
    await mark(page, /Being saved|Kept on this device/)
    stoa = await startStoa(again)
    await mark(page, /^✓ Saved/)
    await page.reload()
    await page.getByRole("heading", { name: "Question 3 of 5" }).waitFor()
    expect(await page.getByLabel("True").isChecked()).toBe(true)
    await goTo(page, 1)
    expect(await page.getByLabel("Blue").isChecked()).toBe(true)
    await mark(page, /^✓ Saved/)
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

  it("renews an access token that ends meanwhile without a word", async () => {
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
})
