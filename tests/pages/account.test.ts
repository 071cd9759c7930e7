/** The frame of the pages, and one's own account in it: log-in, language, a second factor, devices, password, profile. */
import { Secret, TOTP } from "otpauth"
import type { Page, Route } from "playwright-core"
import { beforeAll, describe, expect, it } from "vitest"
import type { Stoa } from "../end-to-end/stoa.ts"
import { testDatabase } from "../postgres.ts"
import { cableTo } from "./fixtures/cable.ts"
import { logIn, newLearner, profile, staff, startSite, visit } from "./fixtures/site.ts"

/** Enters what an authenticator makes of the key on the page. A log-in after it takes the code of the next step: each is good once. */
const setUp = async (page: Page): Promise<{ readonly device: TOTP; readonly codes: ReadonlyArray<string> }> => {
  const address = await page.getByRole("link", { name: "Open it in an app on this device" }).getAttribute("href")
  const typed = (await page.locator("code").textContent())?.replaceAll(" ", "") ?? ""
  expect(new URL(address ?? "").searchParams.get("secret")).toBe(typed)
  await page.getByRole("img", { name: "QR code for the authenticator app" }).waitFor()
  const device = new TOTP({ secret: Secret.fromBase32(typed) })
  await page.getByLabel("Code of the app").fill(device.generate())
  await page.getByRole("button", { name: "Confirm" }).click()
  await page.getByRole("heading", { name: "Your recovery codes" }).waitFor()
  const codes = await page.getByText(/^([a-z0-9]{4}-){3}[a-z0-9]{4}$/).allTextContents()
  await page.getByRole("button", { name: "I have kept them" }).click()
  return { device, codes }
}

const { url: databaseUrl } = await testDatabase()
let stoa: Stoa
beforeAll(async () => {
  stoa = await startSite({ databaseUrl, environment: { STOA_MFA_REQUIRED: "proctor" } })
})

describe("the frame of the pages", () => {
  it("asks who comes for the log-in at any address, and goes on there", async () => {
    const page = await (await profile()).newPage()
    await page.goto(`${stoa.url}/account`)
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("Log in to Stoa")
    await logIn(page, staff(stoa, "student"))
    expect(new URL(page.url()).pathname).toBe("/account")
  })

  it("says in the reader's language what was refused, and lets them try again", async () => {
    const page = await (await profile({ locale: "es-ES" })).newPage()
    await page.goto(stoa.url)
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("Iniciar sesión en Stoa")
    await page.getByLabel("Correo electrónico").fill("student@academy.example")
    await page.getByLabel("Contraseña").fill("not the password")
    await page.getByRole("button", { name: "Iniciar sesión" }).click()
    await page.getByRole("alert").waitFor()
    expect(await page.getByRole("alert").count()).toBe(1)
  })

  it("keeps the log-in over a reload, and forgets it with a log-out", async () => {
    const { page } = await visit(stoa, staff(stoa, "student"))
    await page.reload()
    await page.getByRole("navigation").waitFor()
    await page.getByRole("button", { name: /Sam/ }).click()
    await page.getByRole("button", { name: "Log out" }).click()
    await page.getByRole("heading", { name: "Log in to Stoa" }).waitFor()
    await page.reload()
    await page.getByRole("heading", { name: "Log in to Stoa" }).waitFor()
  })

  it("keeps the chosen language and appearance", async () => {
    const page = await (await profile()).newPage()
    await page.goto(stoa.url)
    await page.getByLabel("Appearance").selectOption("dark")
    await page.getByLabel("Language").selectOption("es")
    await page.getByRole("heading", { name: "Iniciar sesión en Stoa" }).waitFor()
    await page.reload()
    await page.getByRole("heading", { name: "Iniciar sesión en Stoa" }).waitFor()
    expect(await page.locator("html").getAttribute("data-theme")).toBe("dark")
    expect(await page.locator("html").getAttribute("lang")).toBe("es")
  })

  it("stays with its language where another cannot be had, and says why", async () => {
    const cable = await cableTo(stoa.port)
    const page = await (await profile()).newPage()
    await page.goto(cable.url)
    cable.pull()
    await page.getByLabel("Language").selectOption("es")
    await page.getByText("The server can't be reached at the moment.").waitFor()
    expect(await page.getByLabel("Language").inputValue()).toBe("en")
    cable.putBack()
    await page.getByLabel("Language").selectOption("es")
    await page.getByRole("heading", { name: "Iniciar sesión en Stoa" }).waitFor()
  })

  it("shows a page whose files could not be had when one went there, as soon as they can be", async () => {
    const cable = await cableTo(stoa.port)
    const { page } = await visit({ ...stoa, url: cable.url }, staff(stoa, "student"))
    cable.pull()
    await page.getByRole("button", { name: /Sam/ }).click()
    await page.getByRole("link", { name: "Your account" }).click()
    await page.getByRole("button", { name: "Try again" }).click()
    await page.getByRole("button", { name: "Try again" }).waitFor()
    cable.putBack()
    await page.getByRole("button", { name: "Try again" }).click()
    await page.getByRole("heading", { name: "Where you are logged in" }).waitFor()
    expect(
      await page.evaluate("[...document.querySelectorAll('link[rel=stylesheet]')].filter(({ sheet }) => sheet === null)")
    ).toEqual([])
  })

  it("stays on a page, and says that it is busy, while the code of the next one is on its way", async () => {
    const { page } = await visit(stoa, staff(stoa, "student"))
    const held: Array<Route> = []
    await page.route(/\/assets\/account-/, (route) => void held.push(route))
    await page.getByRole("button", { name: /Sam/ }).click()
    await page.getByRole("link", { name: "Your account" }).click()
    await page.locator("main[aria-busy=true]").getByRole("heading", { level: 1, name: "Courses" }).waitFor()
    for (const route of held) await route.continue()
    await page.getByRole("heading", { level: 1, name: "Your account" }).waitFor()
    expect(await page.locator("main").getAttribute("aria-busy")).toBeNull()
  })

  it("says of an address that leads nowhere that it does, and lets one go on from there", async () => {
    const { page } = await visit(stoa, staff(stoa, "student"), "/courses/none")
    await page.getByText("This is not open to you").waitFor()
    await page.getByRole("navigation").getByRole("link", { name: "Courses" }).click()
    await page.getByRole("heading", { level: 1, name: "Courses" }).waitFor()
  })
})

describe("one's own account", () => {
  it("is guarded by a second factor once there is one, or by a recovery code", async () => {
    const login = await newLearner(stoa)
    const { page } = await visit(stoa, login, "/account")
    await page.getByRole("button", { name: "Set up a second factor" }).click()
    const { device, codes } = await setUp(page)
    expect(codes).toHaveLength(10)
    await page.getByText("10 recovery codes are left.").waitFor()

    const other = await (await profile()).newPage()
    await other.goto(stoa.url)
    const enter = async (code: string) => {
      await other.getByLabel("E-mail address").fill(login.email)
      await other.getByLabel("Password").fill(login.password)
      await other.getByRole("button", { name: "Log in" }).click()
      await other.getByLabel("Code").fill(code)
      await other.getByRole("button", { name: "Confirm" }).click()
    }
    await enter("000000")
    await other.getByText("The code is wrong").waitFor()
    await other.locator("input[name=code]:focus").waitFor()
    await other.getByRole("button", { name: "Start over" }).click()
    expect(await other.getByRole("alert").count()).toBe(0)
    await other.getByRole("button", { name: "Log in" }).click()
    await other.getByLabel("Code").fill("000000")
    await other.getByRole("button", { name: "Confirm" }).click()
    await other.getByText("The code is wrong").waitFor()
    // Also where a step begins meanwhile: the one after the present is taken too.
    await other.getByLabel("Code").fill(device.generate({ timestamp: Date.now() + 30_000 }))
    await other.getByRole("button", { name: "Confirm" }).click()
    await other.getByRole("navigation").first().waitFor()
    await other.getByRole("button", { name: "New" }).click()
    await other.getByRole("button", { name: "Log out" }).click()
    await enter(codes[0] ?? "")
    await other.getByRole("navigation").first().waitFor()
    await other.goto(`${stoa.url}/account`)
    await other.getByText("9 recovery codes are left.").waitFor()

    await other.getByRole("button", { name: "Switch it off" }).click()
    await other.getByRole("dialog").getByLabel("Present password").fill(login.password)
    await other
      .getByRole("dialog")
      .getByLabel("Code of the app")
      .fill(codes[1] ?? "")
    await other.getByRole("dialog").getByRole("button", { name: "Switch it off" }).click()
    await other.getByText("You have none yet.").waitFor()
  })

  it("leads who needs a second factor by their role to it before anything else", async () => {
    const page = await (await profile()).newPage()
    const login = staff(stoa, "proctor")
    await page.goto(`${stoa.url}/rooms`)
    await page.getByLabel("E-mail address").fill(login.email)
    await page.getByLabel("Password").fill(login.password)
    await page.getByRole("button", { name: "Log in" }).click()
    await page.getByRole("heading", { name: "First, a second factor" }).waitFor()
    await setUp(page)
    await page.getByRole("navigation").first().waitFor()
    expect(new URL(page.url()).pathname).toBe("/rooms")
  })

  it("shows where one is logged in, ends it there, and changes password and profile", async () => {
    const login = await newLearner(stoa)
    const { page } = await visit(stoa, login, "/account")
    const { page: elsewhere } = await visit(stoa, login)
    await page.reload()
    await page
      .getByRole("button", { name: /^Log out there: Chrome on/ })
      .first()
      .waitFor()
    await page.getByRole("button", { name: "Log out everywhere else" }).click()
    await page.getByText(/log-ins? (was|were) ended/).waitFor()
    await elsewhere.getByRole("heading", { name: "Log in to Stoa" }).waitFor()

    await page.getByLabel("First name").fill("Ada")
    await page.getByLabel("Time zone").selectOption("Europe/Madrid")
    await page.getByRole("button", { name: "Save", exact: true }).click()
    await page.getByText("Saved.").waitFor()

    await page.getByLabel("Present password").fill("not this one")
    await page.getByLabel("New password").fill("an orchard behind the mill")
    await page.getByRole("button", { name: "Change the password" }).click()
    await page.getByText("That is not your present password.").waitFor()
    await page.getByLabel("Present password").fill(login.password)
    await page.getByRole("button", { name: "Change the password" }).click()
    await page.getByText("The password is changed.").waitFor()
    await logIn(elsewhere, { email: login.email, password: "an orchard behind the mill" })
    await elsewhere.goto(`${stoa.url}/account`)
    await expect.poll(() => elsewhere.getByLabel("First name").inputValue()).toBe("Ada")
    expect(await elsewhere.getByLabel("Time zone").inputValue()).toBe("Europe/Madrid")
  })
})
