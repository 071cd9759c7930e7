import { beforeAll, describe, expect, it } from "vitest"
import type { Stoa } from "../end-to-end/stoa.ts"
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
})
