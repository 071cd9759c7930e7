import { beforeAll, describe, it } from "vitest"
import { millis } from "../../protocol/time.ts"
import { account, arrive } from "../end-to-end/people.ts"
import type { Stoa } from "../end-to-end/stoa.ts"
import { testDatabase } from "../postgres.ts"
import { sitDown, takeSeat } from "./fixtures/seat.ts"
import { staff, startSite, visit } from "./fixtures/site.ts"

const { url: databaseUrl } = await testDatabase()

describe("what comes after an exam", () => {
  let stoa: Stoa
  beforeAll(async () => {
    stoa = await startSite({ databaseUrl })
  })

  it("goes from the queue to a verdict by two people, and to the appeal", async () => {
    const { client, attempt } = await sitDown(stoa)
    const [asked] = (await attempt.paper()).questions
    const watching = await arrive(stoa, account(stoa, "proctor"))
    await watching.proctoredAttempt(attempt.id).flag("Somebody else spoke")
    await attempt.submit()
    await attempt.view.until((seen) => seen.audience === "taker" && seen.view.state === "under_review")

    const { page: first } = await visit(stoa, staff(stoa, "proctor"), "/reviews")
    await first.getByRole("region", { name: "Wait for a proposal" }).getByRole("link", { name: "New Comer" }).click()
    await first.getByRole("heading", { level: 1, name: "New Comer" }).waitFor()
    await first.getByText("Somebody else spoke").waitFor()
    await first.getByRole("radio", { name: /^Rejected/ }).check()
    await first.getByLabel("Reason", { exact: true }).fill("Answers were dictated")
    await first.getByRole("button", { name: "Propose a verdict" }).click()
    await first.getByText("You proposed this. Another person confirms it or returns it.").waitFor()

    const { page: second } = await visit(stoa, staff(stoa, "instructor"), "/reviews")
    await second.getByRole("region", { name: "Wait for a second person" }).getByRole("link", { name: "New Comer" }).click()
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
})
