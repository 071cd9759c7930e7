import { beforeAll, describe, expect, it } from "vitest"
import type { Stoa } from "../end-to-end/stoa.ts"
import { cableTo } from "./fixtures/cable.ts"
import { logIn, profile, staff, startSite, visit } from "./fixtures/site.ts"

describe("the frame of the pages", () => {
  let stoa: Stoa
  beforeAll(async () => {
    stoa = await startSite()
  })

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

  it("says of an address that leads nowhere that it does, and lets one go on from there", async () => {
    const { page } = await visit(stoa, staff(stoa, "student"), "/courses/none")
    await page.getByText("This is not open to you").waitFor()
    await page.getByRole("navigation").getByRole("link", { name: "Courses" }).click()
    await page.getByRole("heading", { level: 1, name: "Courses" }).waitFor()
  })
})
