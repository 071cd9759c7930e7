/** Browsers of those who look at the scenes: one page a person, logged in at the first and shown all of theirs. */
import type { Browser, BrowserContextOptions, Page } from "playwright-core"
import type { Scene } from "./scenes.ts"
import type { Stage } from "./stage.ts"

const desk = { width: 1280, height: 800 }

export class Audience {
  readonly #browser: Browser
  readonly #stage: Stage
  readonly #options: BrowserContextOptions
  readonly #pages = new Map<string, Promise<Page>>()

  constructor(browser: Browser, stage: Stage, options: BrowserContextOptions = {}) {
    this.#browser = browser
    this.#stage = stage
    this.#options = options
  }

  /** The page that shows the scene, light and at a desk. It is the one that showed the person's last. */
  async see({ who, path, before, shows }: Scene): Promise<Page> {
    const address = this.#stage.url + path(this.#stage)
    const known = this.#pages.get(who ?? "")
    const coming = known ?? this.#enter(address, who)
    this.#pages.set(who ?? "", coming)
    const page = await coming
    if (known !== undefined) {
      await page.setViewportSize(desk)
      await page.emulateMedia({ colorScheme: "light" })
      await page.goto(address)
    }
    await before?.(page)
    await shows(page).first().waitFor()
    return page
  }

  async leave(): Promise<void> {
    for (const page of this.#pages.values()) await (await page).context().close()
  }

  /** A log-in goes on where it was asked for. */
  async #enter(address: string, who: Scene["who"]): Promise<Page> {
    const options = { locale: "en-GB", viewport: desk, colorScheme: "light", reducedMotion: "reduce" } as const
    const profile = await this.#browser.newContext({ ...options, ...this.#options })
    const page = await profile.newPage()
    await page.goto(address)
    if (who === undefined) return page
    const { email, password } = this.#stage.person(who)
    await page.getByLabel("E-mail address").fill(email)
    await page.getByLabel("Password").fill(password)
    await page.getByRole("button", { name: "Log in" }).click()
    await page.getByRole("navigation").waitFor()
    return page
  }
}
