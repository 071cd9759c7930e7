/** One attempt in a browser, from the check to the result: a quiz, an exam in a proctored sitting, and a change of devices. */
import { beforeAll, describe, expect, it } from "vitest"
import type { StoaClient } from "../../client/index.ts"
import { minutes } from "../../protocol/time.ts"
import { testDatabase } from "../postgres.ts"
import { dataFolder, type Stoa } from "../end-to-end/stoa.ts"
import { begin, goTo, mark, newAttempt, proctorsSee, startWithExams, watch, withExams } from "./fixtures/exams.ts"
import { visit } from "./fixtures/site.ts"

const { url: databaseUrl } = await testDatabase()

describe("an attempt's page", () => {
  let stoa: Stoa
  let proctor: StoaClient
  beforeAll(async () => {
    stoa = await startWithExams(withExams({ data: dataFolder(), databaseUrl }))
    proctor = await watch(stoa)
  })

  it("takes answers of every kind, says of each when it is durable, and shows what they were worth", async () => {
    const { login, path } = await newAttempt(stoa)
    const { page } = await visit(stoa, login, path)
    await page.getByText("No time limit").waitFor()
    await page.getByRole("button", { name: "Begin" }).click()

    await page.getByText("Press what is right.").waitFor()
    await mark(page, "Not answered yet")
    await page.getByRole("radiogroup", { name: "Which colour has the sky at noon?" }).getByLabel("Blue").check()
    await mark(page, /^✓ Saved/)
    await page.getByLabel("Mark for later").check()
    await page.getByRole("button", { name: "Next" }).click()
    // The keyboard's way: the focus is at the question, its choices come next.
    await page.getByRole("heading", { name: "Question 2 of 5" }).waitFor()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Space")
    await page.getByLabel("Three").check()
    await mark(page, /^✓ Saved/)
    await goTo(page, 3)
    await page.getByLabel("False").check()
    await page.getByRole("button", { name: "Clear the answer" }).click()
    await mark(page, "Not answered yet")
    await page.getByLabel("True").check()
    await mark(page, /^✓ Saved/)
    await goTo(page, 4)
    await page.getByRole("textbox").fill("1,50")
    await page.getByText("This cannot be read as a number.").waitFor()
    await page.getByRole("textbox").fill("1,500")
    await page.getByText("Read as 1500 m").waitFor()
    await mark(page, /^✓ Saved/)

    await page.getByRole("button", { name: "Hand in" }).click()
    await page.getByText("1 question is marked for later").waitFor()
    await page.getByRole("button", { name: "1 question is not answered" }).click()
    await page.getByRole("heading", { name: "Question 5 of 5" }).waitFor()
    await page.getByText("Write what is right.").waitFor({ state: "detached" })
    await page.getByRole("textbox", { name: "Which word greets the world?" }).fill("Hello")
    await mark(page, /^✓ Saved/)
    await page.getByRole("button", { name: "Question 1, saved, marked for later" }).waitFor()
    await page.getByRole("button", { name: "Hand in" }).click()
    await page.getByRole("button", { name: "Hand in now" }).click()

    await page.getByText("100 %").waitFor()
    await page.getByText("Passed", { exact: true }).waitFor()
    const review = page.getByRole("list").filter({ hasText: "Which of these are prime?" })
    await review.getByText("Two; Three").waitFor()
    expect(await review.getByText("2 of 2 marks").count()).toBe(1)
    // Nothing of it stays in the browser for whoever comes next.
    expect(await page.evaluate('Object.keys(localStorage).filter((key) => key.startsWith("stoa:desk"))')).toEqual([])
  })

  it("leads through check, terms, password and waiting room, and lets the proctor reach who sits", async () => {
    const { login, path, attempt, sitting } = await newAttempt(stoa, "Hall")
    if (sitting === undefined) throw new Error("the hall is no sitting")
    const { page } = await visit(stoa, login, path)
    const theirs = proctor.proctoredAttempt(attempt)
    await page.getByRole("heading", { name: "Waiting room" }).waitFor()
    await page.getByText("No camera, no microphone").waitFor()
    await proctor.exam(sitting).open()
    await page.getByRole("heading", { name: "You can begin." }).waitFor()
    await page.getByText("Check your device first.").waitFor()
    await page.getByRole("button", { name: "Check this device" }).click()
    await page.getByText("This page is not shown in full screen.").waitFor()
    await page.getByText("Agree to the terms first.").waitFor()
    await page.getByLabel("I have read this and agree to it.").check()
    await page.getByLabel("Password of the room").fill("close sesame")
    await page.getByRole("button", { name: "Begin" }).click()
    await page.getByText("That is not the password of the room.").waitFor()
    await page.getByLabel("Password of the room").fill("open sesame")
    await page.getByRole("button", { name: "Begin" }).click()
    await page.getByRole("heading", { name: "Question 1 of 5" }).waitFor()
    await page
      .getByRole("timer")
      .filter({ hasText: /^(60:00|59:5\d|1:00:00)$/ })
      .waitFor()

    await page.getByLabel("Blue").check()
    await mark(page, /^✓ Saved/)
    await theirs.warn("Look at your own screen, please.")
    await page.getByRole("alert").filter({ hasText: "Look at your own screen, please." }).waitFor()
    await proctorsSee(theirs, "that the warning was shown", ({ messages }) =>
      Object.values(messages).some(({ kind, confirmedAt }) => kind === "warning" && confirmedAt !== undefined)
    )
    await page.getByRole("button", { name: "I have read this" }).click()

    await theirs.extend(minutes(10), "the bell was late")
    await page.getByText("You were given more time").waitFor()
    await page.getByText("the bell was late").waitFor()
    await proctorsSee(
      theirs,
      "that the extension was shown",
      ({ timeChange }) => timeChange?.reason === "extension" && timeChange.acknowledgedAt !== undefined
    )
    await page.getByRole("button", { name: "Understood" }).click()

    await theirs.pause("fire alarm")
    await page.getByRole("heading", { name: "Your exam is paused" }).waitFor()
    await page.getByText("fire alarm").waitFor()
    expect(await page.getByRole("radio").count()).toBe(0)
    await theirs.resume()
    await page.getByRole("heading", { name: "Question 1 of 5" }).waitFor()
    expect(await page.getByLabel("Blue").isChecked()).toBe(true)
    await page.getByText("Time goes on").waitFor()
    await page.getByRole("button", { name: "Understood" }).click()

    await theirs.say("Is all well?")
    await page.getByRole("button", { name: "Ask the proctor 1 new" }).click()
    await page.getByText("Is all well?").waitFor()
    await page.getByLabel("Your message").fill("Yes, thank you.")
    await page.getByRole("button", { name: "Send" }).click()
    await proctorsSee(theirs, "what was answered", ({ messages }) =>
      Object.values(messages).some(({ text }) => text === "Yes, thank you.")
    )
    await page.keyboard.press("Escape")
    await page.getByRole("button", { name: "Raise hand" }).click()
    await proctorsSee(theirs, "the raised hand", ({ handRaised }) => handRaised !== undefined)
    // Its learner was told what is reported: to leave full screen, at once.
    for (const step of ["document.documentElement.requestFullscreen()", "document.exitFullscreen()"]) {
      await page.evaluate(`new Promise((done) => {
        document.addEventListener("fullscreenchange", done, { once: true })
        void ${step}
      }).then(() => {})`)
    }
    await proctorsSee(theirs, "that full screen was left", ({ watch }) => (watch.counts["fullscreen_left"] ?? 0) > 0)

    await theirs.terminate("The test is over.")
    await page.getByText("Under review").waitFor()
  })

  it("S9 goes on at another device after the first is gone, up to a verdict and an appeal", async () => {
    const { login, path, attempt } = await newAttempt(stoa, "Open")
    const first = await visit(stoa, login, path)
    await begin(first.page)
    await first.page.getByLabel("Blue").check()
    await mark(first.page, /^✓ Saved/)
    await first.context.close()

    const second = await visit(stoa, login, path)
    await second.page.getByRole("heading", { name: "This goes on at another device" }).waitFor()
    expect(await second.page.getByRole("radio").count()).toBe(0)
    await second.page.getByRole("button", { name: "Go on here" }).click()
    await second.page.getByRole("heading", { name: "Question 1 of 5" }).waitFor()
    expect(await second.page.getByLabel("Blue").isChecked()).toBe(true)
    await mark(second.page, /^✓ Saved/)

    const third = await visit(stoa, login, path)
    await third.page.getByRole("button", { name: "Go on here" }).click()
    await second.page.getByRole("heading", { name: "This goes on at another device" }).waitFor()
    await third.page.getByLabel("Green").check()
    await mark(third.page, /^✓ Saved/)
    await third.page.getByRole("button", { name: "Hand in" }).click()
    await third.page.getByRole("button", { name: "Hand in now" }).click()
    for (const { page } of [second, third]) await page.getByRole("heading", { name: "Under review" }).waitFor()

    const theirs = proctor.proctoredAttempt(attempt)
    await theirs.proposeVerdict("rejected", "Three devices in a minute.")
    await third.page.getByRole("heading", { name: "Not accepted" }).waitFor()
    await third.page.getByText("Three devices in a minute.").waitFor()
    await third.page.getByLabel("Why should it be decided otherwise?").fill("They were all mine.")
    await third.page.getByRole("button", { name: "Appeal" }).click()
    await third.page.getByText("Your appeal was received and awaits a decision.").waitFor()
  })

  it("lets who will not sit it say so, and shows nobody else's attempt", async () => {
    const { login, path } = await newAttempt(stoa, "Open")
    const { page } = await visit(stoa, login, path)
    await page.getByRole("button", { name: "I will not sit this" }).click()
    await page.getByRole("dialog").getByRole("button", { name: "I will not sit it" }).click()
    await page.getByRole("heading", { name: "You did not sit this" }).waitFor()
    const other = await newAttempt(stoa, "Open")
    await page.goto(stoa.url + other.path)
    await page.getByRole("alert").filter({ hasText: "This is not open to you" }).waitFor()
  })
})
