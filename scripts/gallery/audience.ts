/** Browsers of those who look at the scenes: one profile a person, logged in once. */
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core"
import type { Scene } from "./scenes.ts"
import type { Stage } from "./stage.ts"

export class Audience {
  readonly #browser: Browser
  readonly #stage: Stage
  readonly #options: BrowserContextOptions
  readonly #profiles = new Map<string, Promise<BrowserContext>>()

  constructor(browser: Browser, stage: Stage, options: BrowserContextOptions = {}) {
    this.#browser = browser
    this.#stage = stage
    this.#options = options
  }

  /** A page that shows the scene. */
  async see({ who, path, before, shows }: Scene): Promise<Page> {
    const profile = this.#profiles.get(who ?? "") ?? this.#enter(who)
    this.#profiles.set(who ?? "", profile)
    const page = await (await profile).newPage()
    await page.goto(this.#stage.url + path(this.#stage))
    await before?.(page)
    await shows(page).first().waitFor()
    return page
  }

  async leave(): Promise<void> {
    for (const profile of this.#profiles.values()) await (await profile).close()
  }

  async #enter(who: Scene["who"]): Promise<BrowserContext> {
    const profile = await this.#browser.newContext({ locale: "en-GB", reducedMotion: "reduce", ...this.#options })
    if (who === undefined) return profile
    const { email, password } = this.#stage.person(who)
    const page = await profile.newPage()
    await page.goto(this.#stage.url)
    await page.getByLabel("E-mail address").fill(email)
    await page.getByLabel("Password").fill(password)
    await page.getByRole("button", { name: "Log in" }).click()
    await page.getByRole("navigation").waitFor()
    await page.close()
    return profile
  }
}
