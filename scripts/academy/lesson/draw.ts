/** Draws each slide of slides.html as a PNG of 1280 × 720 into the folder given; used by make.sh. */
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { chromium } from "playwright-core"
import { chromiumFlags, ensureChromium } from "../../chromium.ts"

const folder = process.argv[2]
if (folder === undefined) throw new Error("usage: draw.ts <folder>")

const tool = await ensureChromium()
const browser = await chromium.launch({
  executablePath: tool.executable,
  args: [...chromiumFlags],
  env: { ...process.env, ...tool.environment }
})
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 } })
  const address = pathToFileURL(join(import.meta.dirname, "slides.html")).href
  await page.goto(`${address}?slide=1`)
  const count = Number(await page.title())
  for (let slide = 1; slide <= count; slide++) {
    await page.goto(`${address}?slide=${slide}`)
    await page.screenshot({ path: join(folder, `slide-${slide}.png`) })
  }
} finally {
  await browser.close()
}
