/** Two browsers: a learner at the exam, and the proctor who watches over it. What one does the other sees. */
import type { Page } from "playwright-core"
import { beforeAll, describe, expect, it } from "vitest"
import { millis } from "../../protocol/time.ts"
import { account, arrive } from "../end-to-end/people.ts"
import type { Stoa } from "../end-to-end/stoa.ts"
import { testDatabase } from "../postgres.ts"
import { cableTo, type Cable } from "./fixtures/cable.ts"
import { sitDown, takeSeat, type Seated } from "./fixtures/seat.ts"
import { staff, startSite, visit } from "./fixtures/site.ts"

const { url: databaseUrl } = await testDatabase()
let stoa: Stoa
beforeAll(async () => {
  stoa = await startSite({ databaseUrl })
})

describe("a proctor's room", () => {
  let seated: Seated
  /** The learner's. */
  let desk: Page
  let page: Page
  /** The proctor's. */
  let cable: Cable
  beforeAll(async () => {
    seated = await takeSeat(stoa)
    // Another device of theirs: what is done from here on is done in the browser.
    seated.client.close()
    ;({ page: desk } = await visit(stoa, seated.login, `/attempts/${seated.attempt.id}`))
    await desk.getByLabel("I have read this and agree to it.").check()
    await desk.getByRole("button", { name: "Begin" }).click()
    await desk.getByRole("heading", { level: 2, name: /^Question 1/ }).waitFor()
    cable = await cableTo(stoa.port)
    ;({ page } = await visit({ ...stoa, url: cable.url }, staff(stoa, "proctor"), "/rooms"))
  })

  const panel = () => page.getByRole("complementary")
  const row = (name: RegExp) => page.getByRole("row", { name })
  const act = async (name: string, reason: string): Promise<void> => {
    await panel().getByRole("button", { name, exact: true }).click()
    const dialog = page.getByRole("dialog")
    await dialog.getByLabel(/^(Reason|Text)/).fill(reason)
    await dialog.locator("button[type=submit]").click()
    await dialog.waitFor({ state: "detached" })
    // Where the focus was, whatever the button says by then.
    await panel().locator("button:focus").waitFor()
  }

  it("shows the rooms that one may watch, and the wall of one with names", async () => {
    await page.getByRole("link", { name: "Open sitting" }).click()
    await page.getByRole("heading", { level: 1, name: "Open sitting" }).waitFor()
    await row(/New Comer.*Sitting.*0\/20.*Connected/).waitFor()
    await page.locator("[role=grid][aria-rowcount='2']").waitFor()
  })

  it("has a shift begun, and one learner opened by the keys alone", async () => {
    await page.getByRole("button", { name: "Begin my shift" }).click()
    await page.getByText(/On duty: Petra Lindqvist/).waitFor()
    await row(/New Comer/).focus()
    await page.keyboard.press("Enter")
    await panel().getByRole("heading", { name: "New Comer" }).waitFor()
  })

  it("gives time, and sees that the learner has seen it", async () => {
    await act("More time", "The projector failed")
    await desk.getByText("You were given more time").waitFor()
    await desk.getByText("The projector failed").waitFor()
    await panel()
      .getByText(/shown to the learner \d/)
      .waitFor()
    await desk.getByRole("button", { name: "Understood" }).click()
  })

  it("pauses and resumes with the time kept, locks and clears", async () => {
    await act("Pause", "Fire alarm")
    await desk.getByRole("heading", { name: "Your exam is paused" }).waitFor()
    await desk.getByText("Fire alarm").waitFor()
    await panel()
      .getByText(/Paused since/)
      .waitFor()
    await row(/Paused.*stopped/).waitFor()
    await act("Resume", "")
    await desk.getByRole("heading", { level: 2, name: /^Question 1/ }).waitFor()
    await act("Lock", "Somebody else was in the room")
    await desk.getByRole("heading", { name: "Your exam is locked until a proctor has checked" }).waitFor()
    await panel()
      .getByText(/somebody has to look/)
      .waitFor()
    await act("Check done", "")
    await desk.getByRole("heading", { level: 2, name: /^Question 1/ }).waitFor()
  })

  it("sends a message, and sees when it was on the learner's screen", async () => {
    await act("Message", "Ten minutes until the break")
    await desk.getByText("Ten minutes until the break").waitFor()
    await panel()
      .getByText(/^Shown on their screen/)
      .waitFor()
    await desk.getByRole("button", { name: "I have read this" }).click()
  })

  it("talks both ways, and the answer lowers the hand", async () => {
    await desk.getByRole("button", { name: "Raise hand" }).click()
    await desk.getByRole("button", { name: /^Ask the proctor/ }).click()
    await desk.getByRole("dialog").getByLabel("Your message").fill("Is question 3 complete?")
    await desk.getByRole("dialog").getByRole("button", { name: "Send" }).click()
    await row(/Hand raised.*1 message to answer/).waitFor()
    await panel().getByText("Is question 3 complete?").waitFor()
    await panel().getByLabel("Write in the chat").fill("It is. Look at its second line.")
    await panel().getByRole("button", { name: "Send" }).click()
    await desk.getByRole("dialog").getByText("It is. Look at its second line.").waitFor()
    await row(/Hand raised/).waitFor({ state: "detached" })
    await desk.keyboard.press("Escape")
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
    await page.getByRole("button", { name: "Warning to all" }).click()
    const dialog = page.getByRole("dialog")
    await dialog.getByText("Everybody in the room: 1 learner.").waitFor()
    await dialog.getByLabel("Text").fill("Please stay seated")
    await dialog.getByRole("button", { name: "Warn", exact: true }).click()
    await page.getByText("Reached 1 of 1.").first().waitFor()
    await desk.getByRole("alert").filter({ hasText: "Please stay seated" }).waitFor()
  })

  it("says by name who could not take an action, and why", async () => {
    const other = await sitDown(stoa, "Otherwise")
    await other.attempt.submit()
    await row(/New Otherwise.*(Handed in|Graded)/).waitFor()
    await page.getByRole("button", { name: "Select all 2" }).click()
    await page.getByRole("group", { name: "With those selected" }).getByRole("button", { name: "Pause" }).click()
    const dialog = page.getByRole("dialog")
    await dialog.getByText(/1 of them is not sitting at the moment/).waitFor()
    await dialog.getByLabel("Reason").fill("Everybody out")
    await dialog.getByRole("button", { name: "Pause" }).click()
    await page.getByText("Reached 1 of 2.").first().waitFor()
    await page.getByText("New Otherwise: is over already").first().waitFor()
    await desk.getByText("Everybody out").waitFor()
  })

  it("hands over to another, who finds the note and begins", async () => {
    const instructor = await arrive(stoa, account(stoa, "instructor"))
    await instructor.exam(seated.room).assignProctor(instructor.account!.id)
    await page.getByRole("button", { name: "Hand over" }).click()
    const dialog = page.getByRole("dialog")
    await dialog.getByLabel("To whom").selectOption({ label: "Ines Varga" })
    await dialog.getByLabel("Note (optional)").fill("Seat 12 waits for a new keyboard")
    await dialog.getByRole("button", { name: "Hand over" }).click()
    await page.getByText(/Petra Lindqvist hands over to Ines Varga/).waitFor()
    const { page: next } = await visit(stoa, staff(stoa, "instructor"), `/rooms/${seated.room}`)
    await next.getByText("Seat 12 waits for a new keyboard").waitFor()
    await next.getByRole("button", { name: "Begin my shift" }).click()
    await next.getByText(/On duty: Ines Varga/).waitFor()
    await page.getByText(/On duty: Ines Varga/).waitFor()
  })

  it("says of what is pressed without a connection that it will be sent, though the dialog is closed", async () => {
    await panel().getByRole("button", { name: "Message", exact: true }).click()
    const dialog = page.getByRole("dialog")
    await dialog.getByLabel("Text").fill("Collect your things")
    cable.pull()
    await dialog.getByRole("button", { name: "Message", exact: true }).click()
    await dialog.getByText(/This is sent by itself as soon as there is, also when you close this/).waitFor()
    await dialog.getByText("Close", { exact: true }).click()
    cable.putBack()
    await desk.getByText("Collect your things").waitFor()
  })

  it("says of what was sent later that it was refused, though nobody waits for it any more", async () => {
    await panel().getByRole("button", { name: "Resume", exact: true }).click()
    const dialog = page.getByRole("dialog")
    await dialog.getByLabel("Reason (optional)").fill("The drill is over")
    cable.pull()
    await dialog.getByRole("button", { name: "Resume", exact: true }).click()
    await dialog.getByText("Close", { exact: true }).click()
    const instructor = await arrive(stoa, account(stoa, "instructor"))
    await instructor.proctoredAttempt(seated.attempt.id).resume()
    cable.putBack()
    await page.getByText(new RegExp(`Resume, Attempt ${seated.attempt.id}: .*not paused`)).waitFor()
    await page.getByRole("button", { name: "Understood" }).click()
  })

  it("ends an attempt only with a connection, and after it was asked twice", async () => {
    await panel().getByRole("button", { name: "End attempt" }).click()
    const dialog = page.getByRole("dialog")
    await dialog.getByLabel("Reason").fill("Left the building")
    cable.pull()
    await dialog.getByText(/it is not kept to be sent later/).waitFor()
    await dialog.getByRole("button", { name: "Go on …", disabled: true }).waitFor()
    cable.putBack()
    await dialog.getByText(/it is not kept to be sent later/).waitFor({ state: "detached" })
    await dialog.getByRole("button", { name: "Go on …" }).click()
    await dialog.getByText(/Are you sure\?/).waitFor()
    await dialog.getByRole("button", { name: "Yes, end the attempt" }).click()
    await desk.getByText("A proctor ended this attempt").or(desk.getByText("Under review")).first().waitFor()
  })

  it("opens an attempt again that was ended", async () => {
    await panel().getByRole("button", { name: "Reopen" }).click()
    const dialog = page.getByRole("dialog")
    await dialog.getByLabel("Minutes more").fill("10")
    await dialog.getByLabel("Reason").fill("They had only gone to the door")
    await dialog.getByRole("button", { name: "Reopen" }).click()
    await panel().getByRole("button", { name: "End attempt" }).waitFor()
    await desk.getByRole("heading", { level: 2, name: /^Question 1/ }).waitFor()
  })
})

describe("what comes after an exam", () => {
  it("goes from the queue to a verdict by two people, and to the appeal", async () => {
    const { client, attempt } = await sitDown(stoa, "Examinee")
    const [asked] = (await attempt.paper()).questions
    const watching = await arrive(stoa, account(stoa, "proctor"))
    await watching.proctoredAttempt(attempt.id).flag("Somebody else spoke")
    await attempt.submit()
    await attempt.view.until((seen) => seen.audience === "taker" && seen.view.state === "under_review")

    const { page: first } = await visit(stoa, staff(stoa, "proctor"), "/reviews")
    await first.getByRole("region", { name: "Wait for a proposal" }).getByRole("link", { name: "New Examinee" }).click()
    await first.getByRole("heading", { level: 1, name: "New Examinee" }).waitFor()
    await first.getByText("Somebody else spoke").waitFor()
    await first.getByRole("radio", { name: /^Rejected/ }).check()
    await first.getByLabel("Reason", { exact: true }).fill("Answers were dictated")
    await first.getByRole("button", { name: "Propose a verdict" }).click()
    await first.getByText("You proposed this. Another person confirms it or returns it.").waitFor()

    const { page: second } = await visit(stoa, staff(stoa, "instructor"), "/reviews")
    await second.getByRole("region", { name: "Wait for a second person" }).getByRole("link", { name: "New Examinee" }).click()
    await second.getByText("Petra Lindqvist proposes: Rejected").waitFor()
    await second.getByRole("heading", { name: "Answers" }).waitFor()
    await second.getByRole("row").filter({ hasText: asked!.prompt }).filter({ hasText: "No answer" }).waitFor()
    await second.getByRole("button", { name: "Confirm: Rejected" }).click()
    await first.getByText("Only an appeal leads back from here.").waitFor()
    await attempt.view.until((seen) => seen.audience === "taker" && seen.view.state === "rejected")

    await attempt.appeal("It was the radio next door")
    await first.getByText("“It was the radio next door”").waitFor()
    await first.getByText(/Others decide about the appeal/).waitFor()
    client.close()
  })

  it("decides on answers that came after the deadline", async () => {
    const { client, attempt, room } = await takeSeat(stoa)
    const instructor = await arrive(stoa, account(stoa, "instructor"))
    await instructor.exam(room).setTerms(client.account!.id, { limit: millis(2_000), absolute: true })
    await attempt.view.until((seen) => seen.audience === "taker" && seen.view.limit === 2_000 && seen.view.canBegin)
    await attempt.begin({ consented: true })
    const choices = (await attempt.paper()).questions.filter(({ kind }) => kind === "true_false" || kind === "single")
    await attempt.view.until((seen) => seen.audience === "taker" && seen.view.state === "graded")
    for (const question of choices.slice(0, 2))
      await attempt.answer(
        question.id,
        question.kind === "single" ? { kind: "single", option: question.options[0]!.id } : { kind: "true_false", value: true }
      )

    const { page } = await visit(stoa, staff(stoa, "proctor"), `/reviews/${attempt.id}`)
    await page
      .getByText(/awaits a decision/)
      .nth(1)
      .waitFor()
    const reason = page.getByLabel("Reason for this decision")
    // The Enter key decides nothing: had it accepted the answer, it could not be refused any more.
    await reason.first().fill("Sent a day later")
    await reason.first().press("Enter")
    await page.getByRole("button", { name: "Do not count it" }).first().click()
    await page.getByText(/ · does not count$/).waitFor()
    await reason.fill("The network of the hall was down")
    await page.getByRole("button", { name: "Let it count" }).click()
    await page.getByText(/ · counts$/).waitFor()
    client.close()
  })

  it("has an attempt declared void by administrators alone", async () => {
    const { client, attempt } = await sitDown(stoa)
    await attempt.submit()
    const { page: proctor } = await visit(stoa, staff(stoa, "proctor"), `/reviews/${attempt.id}`)
    await proctor.getByRole("button", { name: "Reopen" }).waitFor()
    expect(await proctor.getByRole("button", { name: "Declare void" }).count()).toBe(0)
    const { page: administrator } = await visit(stoa, staff(stoa, "admin"), `/reviews/${attempt.id}`)
    await administrator.getByRole("button", { name: "Declare void" }).click()
    const dialog = administrator.getByRole("dialog")
    await dialog.getByLabel("Reason").fill("The wrong paper was set")
    await dialog.getByRole("button", { name: "Declare void" }).click()
    await proctor.getByText("Voided", { exact: true }).first().waitFor()
    await proctor.getByRole("button", { name: "Reopen" }).waitFor({ state: "detached" })
    client.close()
  })
})
