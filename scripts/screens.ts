/**
 * `npm run screens`: pictures of every page, at the width of a phone and of a desk, light and dark, into `docs/screens/`. On an
 * engine of its own with a school in the middle of a day. `npm run screens -- exam wall` takes those alone.
 */
import { mkdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { Schema } from "effect"
import { chromium } from "playwright-core"
import sharp from "sharp"
import { projectPath } from "../engine/project.ts"
import { chromiumFlags, ensureChromium } from "./chromium.ts"
import { startOwnEngine } from "./demo/own-engine.ts"
import { Audience } from "./gallery/audience.ts"
import { scenes } from "./gallery/scenes.ts"
import { setStage, type Login, type StaffName } from "./gallery/stage.ts"

const widths = [
  { width: 360, height: 740 },
  { width: 1440, height: 900 }
]
const themes = ["light", "dark"] as const
/** Of a PNG: pages have few colours, and this is a third of the size without a difference to the eye. */
const colours = 96

const decodePasswords = Schema.decodeUnknownSync(Schema.fromJsonString(Schema.Record(Schema.String, Schema.String)))
const folder = projectPath("docs", "screens")

const accountIn = (data: string): ((role: StaffName) => Login) => {
  const passwords = decodePasswords(readFileSync(join(data, "demo-accounts.json"), "utf8"))
  return (role) => ({ email: `${role}@academy.example`, password: passwords[`${role}@academy.example`] ?? "" })
}

const wanted = process.argv.slice(2)
const chosen = wanted.length === 0 ? scenes : scenes.filter(({ name }) => wanted.includes(name))
if (chosen.length === 0 || wanted.some((name) => name.startsWith("-"))) {
  process.stderr.write(`usage: npm run screens -- [${scenes.map(({ name }) => name).join(" | ")}]\n`)
  process.exit(2)
}

const giveUp = new AbortController()
process.once("SIGINT", () => giveUp.abort(new Error("interrupted")))

const { executable, environment } = await ensureChromium()
const engine = await startOwnEngine(giveUp.signal)
const browser = await chromium.launch({
  executablePath: executable,
  args: [...chromiumFlags],
  env: { ...process.env, ...environment }
})
try {
  const stage = await setStage(engine.url, accountIn(engine.data))
  mkdirSync(folder, { recursive: true })
  const audience = new Audience(browser, stage)
  for (const scene of chosen) {
    giveUp.signal.throwIfAborted()
    const page = await audience.see(scene)
    for (const size of widths) {
      await page.setViewportSize(size)
      for (const theme of themes) {
        await page.emulateMedia({ colorScheme: theme })
        const picture = await page.screenshot({ animations: "disabled" })
        await sharp(picture)
          .png({ palette: true, colours, compressionLevel: 9 })
          .toFile(join(folder, `${scene.name}-${size.width}-${theme}.png`))
      }
    }
    process.stdout.write(`${scene.name}\n`)
  }
  await audience.leave()
  stage.close()
} finally {
  await browser.close()
  await engine.stop()
}
