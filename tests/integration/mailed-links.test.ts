/** The pages that mailed links lead to, in a real browser against the whole program and a real mail server. */
import { randomUUID } from "node:crypto"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { testDatabase } from "../postgres.ts"
import { browserPatienceMs, startBrowser } from "./fixtures/browser.ts"
import { linkIn, Mailbox } from "./fixtures/mailbox.ts"
import { call, RestCaller } from "./fixtures/rest-caller.ts"
import { startStoa, type StoaProcess } from "./fixtures/stoa-process.ts"

const { url, sql } = await testDatabase()
let mailbox: Mailbox
let stoa: StoaProcess
let browser: Browser
const publicUrl = "https://learn.academy.example"
const password = "quiet lanterns over water"

beforeAll(async () => {
  mailbox = await Mailbox.open()
  const mail = { STOA_SMTP_URL: mailbox.url, STOA_MAIL_FROM: "Stoa <stoa@academy.example>", STOA_PUBLIC_URL: publicUrl }
  stoa = await startStoa(url, { env: { ...mail, STOA_CONFIRM_EMAIL: "on" } })
  browser = await startBrowser()
}, browserPatienceMs)
afterAll(async () => {
  await browser?.close()
  await stoa?.stop()
  await mailbox?.goAway()
})

/** The page as its reader opens it, on this server instead of the public address; `troubles`: what the browser refused to do. */
const opened = async (
  path: string,
  token: string
): Promise<{ readonly page: Page; readonly troubles: ReadonlyArray<string> }> => {
  const page = await browser.newPage()
  const troubles: Array<string> = []
  page.on("pageerror", ({ message }) => troubles.push(message))
  page.on("console", (line) => line.text().includes("Content Security Policy") && troubles.push(line.text()))
  await page.goto(`${stoa.origin}/${path}#${token}`)
  return { page, troubles }
}
const said = (page: Page) => page.getByRole("status")
const login = (email: string, secret: string) => call(stoa, "POST", "/auth/login", { body: { email, password: secret } })
const registered = async (): Promise<string> => {
  const email = `${randomUUID()}@example.org`
  await call(stoa, "POST", "/auth/register", { body: { email, password, first_name: "Ada", last_name: "Ito" } })
  return email
}

describe("a mailed link", () => {
  it("LINK-1 confirms an address with a button, once, and stands in no address bar", async () => {
    const email = await registered()
    const mail = await mailbox.mailTo(email)
    expect(mail.text).toContain(`${publicUrl}/account/confirm#`)
    const { page, troubles } = await opened("account/confirm", linkIn(mail))
    expect(page.url()).toBe(`${stoa.origin}/account/confirm`)
    expect((await login(email, password)).status).toBe(401)
    await page.getByRole("button", { name: "Confirm my address" }).click()
    await said(page).getByText(`${email} is confirmed. You can log in.`).waitFor()
    expect((await login(email, password)).status).toBe(200)
    const again = await opened("account/confirm", linkIn(mail))
    await again.page.getByRole("button", { name: "Confirm my address" }).click()
    await again.page.getByRole("alert").getByText("link").waitFor()
    await page.reload()
    await said(page).getByText("opened by a link in a mail").waitFor()
    expect([...troubles, ...again.troubles]).toEqual([])
  })

  it("LINK-2 sets a password, and says what is wrong with one", async () => {
    const email = await registered()
    await call(stoa, "POST", "/auth/confirm-email", { body: { token: linkIn(await mailbox.mailTo(email)) } })
    await call(stoa, "POST", "/auth/forgot-password", { body: { email } })
    const mail = await mailbox.mailTo(email, 2)
    const { page, troubles } = await opened("account/password", linkIn(mail))
    await page.getByLabel("New password").fill("password1")
    await page.keyboard.press("Enter")
    // Said at the field, which is gone to: who listens hears it there.
    const refused = page.locator("input:focus[aria-invalid=true]")
    await refused.waitFor()
    const [, about] = (await refused.getAttribute("aria-describedby"))?.split(" ") ?? []
    await page.locator(`#${about}`).getByText("password").waitFor()
    await page.getByLabel("New password").fill("purple otters knit quietly")
    await page.keyboard.press("Enter")
    await said(page).getByText(`The password for ${email} is saved.`).waitFor()
    expect((await login(email, "purple otters knit quietly")).status).toBe(200)
    expect(troubles).toEqual([])
  })

  it("LINK-3 brings who was invited into the course, once they have logged in and pressed a button", async () => {
    const email = await registered()
    await call(stoa, "POST", "/auth/confirm-email", { body: { token: linkIn(await mailbox.mailTo(email)) } })
    const teacher = await RestCaller.login(stoa, stoa.accounts["instructor"])
    const [course] = await sql<
      Array<{ id: string }>
    >`select id::text as id from courses where status = 'published' order by id limit 1`
    await teacher.edit("PUT", `/courses/${course?.id}/enrolment-rules`, { mode: "invitation" })
    expect((await teacher.ask("POST", `/courses/${course?.id}/invitations`, { email })).status).toBe(201)
    const mail = await mailbox.mailTo(email, 2)
    expect(mail.text).toContain(`${publicUrl}/courses/invitation#`)
    const { page, troubles } = await opened("courses/invitation", linkIn(mail))
    expect(page.url()).toBe(`${stoa.origin}/courses/invitation`)
    await page.getByLabel("E-mail").fill(email)
    await page.getByLabel("Password", { exact: true }).fill(password)
    await page.getByRole("button", { name: "Log in" }).click()
    await page.getByRole("button", { name: "Accept the invitation" }).click()
    await page.getByText("You are enrolled in the course.").waitFor()
    await page.getByRole("link", { name: "Go to the course" }).click()
    await page.getByRole("progressbar").waitFor()
    expect(troubles).toEqual([])
  })
})
