import type { Page } from "playwright-core"
import { beforeAll, describe, expect, it } from "vitest"
import type { AttemptTakerView } from "../../protocol/attempt.ts"
import { account, arrive } from "../end-to-end/people.ts"
import type { Stoa } from "../end-to-end/stoa.ts"
import { sitDown, type Seated } from "./fixtures/seat.ts"
import { staff, startSite, visit } from "./fixtures/site.ts"

const soon = { timeout: 10_000 }

describe("a proctor's room", () => {
  let stoa: Stoa
  let learner: Seated
  let page: Page
  beforeAll(async () => {
    stoa = await startSite()
    learner = await sitDown(stoa)
    ;({ page } = await visit(stoa, staff(stoa, "proctor"), "/rooms"))
  })

  /** What the learner's device has, once it fits. */
  const theirs = async (fits: (view: AttemptTakerView) => boolean): Promise<AttemptTakerView> => {
    const seen = await learner.attempt.view.until((now) => now.audience === "taker" && fits(now.view))
    if (seen.audience !== "taker") throw new Error("not the learner's view")
    return seen.view
  }
  const panel = () => page.getByRole("complementary")
  const act = async (name: string, reason: string): Promise<void> => {
    await panel().getByRole("button", { name, exact: true }).click()
    const dialog = page.getByRole("dialog")
    await dialog.getByLabel(/^(Reason|Text)/).fill(reason)
    await dialog.locator("button[type=submit]").click()
    await dialog.waitFor({ state: "detached" })
  }

  it("shows the rooms that one may watch, and the wall of one with names", async () => {
    await page.getByRole("link", { name: "Open sitting" }).click()
    await page.getByRole("heading", { level: 1, name: "Open sitting" }).waitFor()
    const row = page.getByRole("row", { name: /New Comer/ })
    await row.waitFor()
    expect(await row.textContent()).toContain("Sitting")
    expect(await page.getByRole("grid").getAttribute("aria-rowcount")).toBe("2")
  })

  it("has a shift begun, and one learner opened by the keys alone", async () => {
    await page.getByRole("button", { name: "Begin my shift" }).click()
    await page.getByText(/On duty: Petra Lindqvist/).waitFor()
    await page.getByRole("row", { name: /New Comer/ }).focus()
    await page.keyboard.press("Enter")
    await panel().getByRole("heading", { name: "New Comer" }).waitFor()
  })

  it("gives time, and sees that the learner has seen it", async () => {
    const { deadline = 0 } = await theirs(({ state }) => state === "in_progress")
    await act("More time", "The projector failed")
    const { timeChange } = await theirs((view) => view.deadline === deadline + 300_000)
    expect(timeChange).toMatchObject({ reason: "extension", note: "The projector failed" })
    await panel().getByText("not shown to the learner yet").waitFor()
    await learner.attempt.timeShown(timeChange?.n ?? 0)
    await panel()
      .getByText(/shown to the learner \d/)
      .waitFor()
  })

  it("pauses and resumes with the time kept, locks and clears", async () => {
    await act("Pause", "Fire alarm")
    const { standstill } = await theirs(({ state }) => state === "paused")
    expect(standstill).toMatchObject([{ kind: "pause", reason: "Fire alarm" }])
    await panel()
      .getByText(/Paused since/)
      .waitFor()
    await act("Resume", "")
    await theirs(({ state }) => state === "in_progress")
    await act("Lock", "Somebody else was in the room")
    await theirs(({ standstill: held }) => held?.[0]?.kind === "lock")
    await panel()
      .getByText(/somebody has to look/)
      .waitFor()
    await act("Check done", "")
    await theirs(({ state }) => state === "in_progress")
  })

  it("sends a message, and sees when it was on the learner's screen", async () => {
    await act("Message", "Ten minutes until the break")
    const { messages } = await theirs((view) => Object.keys(view.messages).length === 1)
    await panel().getByText("Not shown on their screen yet").waitFor()
    await learner.attempt.messageShown(Number(Object.keys(messages)[0]))
    await panel()
      .getByText(/^Shown on their screen/)
      .waitFor()
  })

  it("talks both ways, and the answer lowers the hand", async () => {
    await learner.attempt.raiseHand()
    await learner.attempt.say("Is question 3 complete?")
    await page.getByRole("row", { name: /Hand raised.*1 message to answer/ }).waitFor()
    await panel().getByText("Is question 3 complete?").waitFor()
    await panel().getByLabel("Write in the chat").fill("It is. Look at its second line.")
    await panel().getByRole("button", { name: "Send" }).click()
    await theirs(({ messages, handRaised }) => handRaised === undefined && Object.keys(messages).length === 3)
    await expect.poll(() => page.getByRole("row", { name: /Hand raised/ }).count(), soon).toBe(0)
  })

  it("raises a flag and withdraws it, and finds all of it in order in the record", async () => {
    await panel().getByLabel("Flag something to look at afterwards").fill("Looked aside often")
    await panel().getByRole("button", { name: "Raise a flag" }).click()
    await page.getByRole("row", { name: /1 flag/ }).waitFor()
    await panel().getByRole("button", { name: "Withdraw" }).click()
    await panel().getByLabel("Why it is withdrawn").fill("The clock hangs there")
    await panel().getByRole("button", { name: "Withdraw" }).click()
    await panel()
      .getByText(/withdrawn \d/)
      .waitFor()
    await panel().getByText("Everything in order").click()
    await panel()
      .getByText(/Time added · 5 min · “The projector failed” · Petra Lindqvist/)
      .waitFor()
  })

  it("tells the whole room something, with receipts", async () => {
    await page.getByRole("button", { name: "Message to all" }).click()
    const dialog = page.getByRole("dialog")
    await dialog.getByText("Everybody in the room: 1 learner.").waitFor()
    await dialog.getByLabel("Text").fill("Please stay seated")
    await dialog.getByRole("button", { name: "Message", exact: true }).click()
    await page.getByText("Reached 1 of 1.").first().waitFor()
    await theirs(({ messages }) => Object.values(messages).some(({ text }) => text === "Please stay seated"))
  })

  it("says by name who could not take an action, and why", async () => {
    const other = await sitDown(stoa)
    await other.attempt.submit()
    await page.getByRole("row", { name: /Handed in|Graded/ }).waitFor()
    await page.getByRole("button", { name: "Select all 2" }).click()
    await page.getByRole("toolbar").getByRole("button", { name: "Pause" }).click()
    const dialog = page.getByRole("dialog")
    await dialog.getByText(/1 of them is not sitting at the moment/).waitFor()
    await dialog.getByLabel("Reason").fill("Everybody out")
    await dialog.getByRole("button", { name: "Pause" }).click()
    await page.getByText("Reached 1 of 2.").first().waitFor()
    await page
      .getByText(/New Comer: is over already/)
      .first()
      .waitFor()
    await theirs(({ state }) => state === "paused")
  })

  it("hands over to another, who finds the note and begins", async () => {
    const instructor = await arrive(stoa, account(stoa, "instructor"))
    await instructor.exam(learner.room).assignProctor(instructor.account!.id)
    await page.getByRole("button", { name: "Hand over" }).click()
    const dialog = page.getByRole("dialog")
    await dialog.getByLabel("To whom").selectOption({ label: "Ines Varga" })
    await dialog.getByLabel("Note (optional)").fill("Seat 12 waits for a new keyboard")
    await dialog.getByRole("button", { name: "Hand over" }).click()
    await page.getByText(/Petra Lindqvist hands over to Ines Varga/).waitFor()
    const { page: next } = await visit(stoa, staff(stoa, "instructor"), `/rooms/${learner.room}`)
    await next.getByText("Seat 12 waits for a new keyboard").waitFor()
    await next.getByRole("button", { name: "Begin my shift" }).click()
    await next.getByText(/On duty: Ines Varga/).waitFor()
    await page.getByText(/On duty: Ines Varga/).waitFor()
  })
})
