/** Every page, examined by axe in both themes, and held to a phone's width. */
import { readFileSync } from "node:fs"
import type { AxeResults } from "axe-core"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { projectPath } from "../../engine/project.ts"
import { Audience } from "../../scripts/gallery/audience.ts"
import { scenes } from "../../scripts/gallery/scenes.ts"
import { setStage, type Stage } from "../../scripts/gallery/stage.ts"
import { testDatabase } from "../postgres.ts"
import { browserPatienceMs, startBrowser } from "../integration/fixtures/browser.ts"
import { staff, startSite } from "./fixtures/site.ts"

const { url: databaseUrl } = await testDatabase()
const axe = readFileSync(projectPath("node_modules", "axe-core", "axe.min.js"), "utf8")
const grave = new Set(["serious", "critical"])

/** What is wrong, with where: read by who has to mend it. */
const findings = async (page: Page): Promise<ReadonlyArray<string>> => {
  const { violations } = await page.evaluate<AxeResults>(`axe.run({ resultTypes: ["violations"] })`)
  return violations
    .filter(({ impact }) => grave.has(impact ?? ""))
    .flatMap(({ id, help, nodes }) => nodes.map(({ target }) => `${id} (${help}): ${target.join(" ")}`))
}

describe("every page", () => {
  let browser: Browser
  let stage: Stage
  let audience: Audience
  beforeAll(async () => {
    const [stoa, opened] = await Promise.all([startSite({ databaseUrl }), startBrowser()])
    browser = opened
    stage = await setStage(stoa.url, (role) => staff(stoa, role))
    // The policy lets no script in but the pages' own; the examiner has to be let in beside it.
    audience = new Audience(browser, stage, { bypassCSP: true })
  }, browserPatienceMs)
  afterAll(async () => {
    stage?.close()
    await browser?.close()
  })

  it.each(scenes)("is without serious barriers in both themes, and fits a phone: $name", async (scene) => {
    const page = await audience.see(scene)
    await page.addScriptTag({ content: axe })
    expect(await findings(page), "light, at a desk").toEqual([])
    await page.emulateMedia({ colorScheme: "dark" })
    await page.setViewportSize({ width: 360, height: 740 })
    const wider = await page.evaluate<number>("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    expect(wider, "px beyond a width of 360").toBe(0)
    expect(await findings(page), "dark, on a phone").toEqual([])
  })
})
