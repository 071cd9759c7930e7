import type { Page } from "playwright-core"
import { beforeAll, describe, expect, it } from "vitest"
import type { Attempt } from "../../client/index.ts"
import { account, arrive } from "../end-to-end/people.ts"
import { dataFolder, type Stoa } from "../end-to-end/stoa.ts"
import { testDatabase } from "../postgres.ts"
import { crowd, sitDown } from "./fixtures/seat.ts"
import { staff, startSite, visit } from "./fixtures/site.ts"

const { url: databaseUrl } = await testDatabase()

const many = 200
const soon = { timeout: 10_000 }

describe("a wall of two hundred", () => {
  let stoa: Stoa
  let attempts: ReadonlyArray<Attempt>
  let page: Page
  beforeAll(async () => {
    const data = dataFolder()
    stoa = await startSite({ data, databaseUrl })
    attempts = await crowd(stoa, { data, databaseUrl }, many)
    ;({ page } = await visit(stoa, staff(stoa, "proctor"), "/rooms"))
    await page.getByRole("link", { name: "Open sitting" }).click()
    await page.getByText(`${many} learners`, { exact: true }).waitFor()
  }, 300_000)

  const grid = () => page.getByRole("grid")
  const rows = () =>
    grid()
      .getByRole("row")
      .filter({ hasNot: page.getByRole("columnheader") })
  const first = () => grid().locator("[aria-rowindex='2']")

  it("has all of them by number, and those in view in the page", async () => {
    expect(await grid().getAttribute("aria-rowcount")).toBe(String(many + 1))
    const shown = await rows().count()
    expect(shown).toBeGreaterThan(5)
    expect(shown).toBeLessThan(60)
  })

  it("goes to the last by the End key, and back by Home", async () => {
    await first().focus()
    await page.keyboard.press("End")
    await grid()
      .locator(`[aria-rowindex='${many + 1}']:focus`)
      .waitFor()
    await page.keyboard.press("Home")
    await grid().locator("[aria-rowindex='2']:focus").waitFor()
    await page.getByRole("searchbox", { name: "Name" }).focus()
  })

  it("brings to the top who raises a hand, and lets them go again", async () => {
    const attempt = attempts[many - 1]
    await attempt?.raiseHand()
    await expect.poll(() => first().textContent(), soon).toContain("Hand raised")
    await attempt?.raiseHand(false)
    await expect.poll(() => first().textContent(), soon).not.toContain("Hand raised")
  })

  it("keeps the order while a row is pointed at, and says so", async () => {
    const before = await first().getAttribute("data-key")
    await first().hover()
    const other = attempts.find(({ id }) => String(id) !== before)
    await other?.raiseHand()
    await page.getByText(/The order waits/).waitFor()
    expect(await first().getAttribute("data-key")).toBe(before)
    await page.getByRole("button", { name: "Sort now" }).click()
    await expect.poll(() => first().getAttribute("data-key"), soon).toBe(String(other?.id))
    await other?.raiseHand(false)
  })

  it("finds people by name, and by what they need", async () => {
    await page.getByRole("searchbox", { name: "Name" }).fill("Comer 17")
    await page.getByText(/^11 of 200 learners$/).waitFor()
    await page.getByRole("searchbox", { name: "Name" }).fill("")
    await attempts[3]?.raiseHand()
    await page.getByRole("combobox", { name: "Needs" }).selectOption({ label: "Hand raised" })
    await page.getByText(/^1 of 200 learners$/).waitFor()
    await attempts[3]?.raiseHand(false)
    await page.getByText(/^0 of 200 learners$/).waitFor()
    await page.getByText("Nobody fits what you filter by.").waitFor()
    await page.getByRole("combobox", { name: "Needs" }).selectOption({ label: "All" })
  })

  it("acts on all of them at once, with a receipt from each", async () => {
    await page.getByRole("button", { name: `Select all ${many}` }).click()
    await page.getByRole("group", { name: "With those selected" }).getByRole("button", { name: "More time" }).click()
    const dialog = page.getByRole("dialog")
    await dialog.getByLabel("Reason").fill("A late start")
    await dialog.getByRole("button", { name: "More time" }).click()
    await page.getByText(`Reached ${many} of ${many}.`).first().waitFor()
  })

  it("follows what changes on every row, and stays as large as it was", async () => {
    const proctor = await arrive(stoa, account(stoa, "proctor"))
    const room = (await proctor.rest.sittings()).find(({ title }) => title === "Open sitting")
    const shown = await rows().count()
    await Promise.all(
      attempts.map(async (attempt) => {
        const [question] = (await attempt.paper()).questions.filter(({ kind }) => kind === "single")
        if (question?.kind === "single") await attempt.answer(question.id, { kind: "single", option: question.options[0]!.id })
      })
    )
    await page.getByRole("combobox", { name: "Order" }).selectOption({ label: "Least answered first" })
    await expect.poll(() => first().textContent(), soon).toContain("1/20")
    expect(Math.abs((await rows().count()) - shown)).toBeLessThan(10)
    expect(room?.status).toBe("open")
  })

  it("shows among them who sits at a page of their own, as they answer", async () => {
    const { login, client, attempt } = await sitDown(stoa, "Person")
    client.close()
    const { page: desk } = await visit(stoa, login, `/attempts/${attempt.id}`)
    await desk.getByRole("button", { name: "Go on here" }).click()
    await page.getByRole("searchbox", { name: "Name" }).fill("Person")
    await page.getByText(`1 of ${many + 1} learners`, { exact: true }).waitFor()
    await expect.poll(() => first().textContent(), soon).toContain("Connected")
    await desk.getByRole("heading", { level: 2, name: /^Question 1 / }).waitFor()
    // The first that is chosen from, for it is saved at the press.
    while ((await desk.getByRole("radio").count()) === 0) await desk.getByRole("button", { name: "Next" }).click()
    await desk.getByRole("radio").first().check()
    await desk.getByText(/^✓ Saved/).waitFor()
    await expect.poll(() => first().textContent(), soon).toContain("1/20")
  })
})
