/**
 * A Chromium that plays H.264 and AAC, for the tests that need a real browser. In order: STOA_CHROMIUM; one on the
 * path; on Debian its package unpacked under .stoa/tools; else a sentence that says what to install. It is never
 * skipped in silence. Ubuntu's package is an empty one that asks for a snap: there the sentence is the answer.
 *
 * npm's packaged Chromium was examined: @sparticuz/chromium asks for Node 22 in every kept-up version, is stripped for
 * cloud functions and unpacks itself into /tmp, while Debian's is patched within days and has the codecs.
 */
import { access, writeFile } from "node:fs/promises"
import { join, resolve } from "node:path"
import { hasApt, onPath, type Tool, ToolMissing, unpackedTool } from "./debian-packages.ts"

const toSay = (line: string): void => void process.stderr.write(`chromium: ${line}\n`)
const advice =
  "Install one (Debian: apt-get install chromium; Ubuntu: npx playwright-core install --with-deps chrome; macOS: brew install " +
  "--cask google-chrome) or set STOA_CHROMIUM to its path, and run this again."

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
const macintosh = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"

export const ensureChromium = async (tools = resolve(".stoa/tools"), log = toSay): Promise<Tool> => {
  const given = process.env["STOA_CHROMIUM"]
  if (given !== undefined && given !== "") {
    await access(given).catch((cause: unknown) => {
      throw new ToolMissing(`STOA_CHROMIUM names ${given}, which is not there. ${advice}`, { cause })
    })
    return { executable: given, environment: {}, source: given }
  }
  const found = await onPath(names)
  if (found !== undefined) return { executable: found, environment: {}, source: found }
  if (
    process.platform === "darwin" &&
    (await access(macintosh).then(
      () => true,
      () => false
    ))
  ) {
    return { executable: macintosh, environment: {}, source: macintosh }
  }
  if (!(await hasApt())) throw new ToolMissing(`No Chromium was found on the path. ${advice}`)
  try {
    const tool = await unpackedTool(["chromium", "fonts-dejavu-core"], "usr/lib/chromium/chromium", join(tools, "chromium"), log)
    await access(tool.executable)
    // Without a fontconfig of the machine's (a bare container) pages would have no letters.
    const fonts = join(tools, "chromium", "fonts.conf")
    await writeFile(
      fonts,
      `<fontconfig><dir>${join(tools, "chromium/root/usr/share/fonts")}</dir><dir>/usr/share/fonts</dir>` +
        `<cachedir>${join(tools, "chromium/fonts-cache")}</cachedir></fontconfig>\n`
    )
    return { ...tool, environment: { ...tool.environment, FONTCONFIG_FILE: fonts } }
  } catch (cause) {
    throw new ToolMissing(`No Chromium was found and its package could not be fetched. ${advice}`, { cause })
  }
}

/**
 * Switched off by one list, of which the last on a command line counts: so what Playwright would switch off is here as well. The
 * first two draw what an address bar lets down, in processes of each window's own that cost more than the window.
 */
const withoutFeatures = [
  "WebUIOmniboxPopup",
  "WebUIOmniboxAimPopup",
  "AimEnabled",
  "AvoidCorsURLLoaderRestartOnRedirect",
  "AvoidUnnecessaryBeforeUnloadCheckSync",
  "DestroyProfileOnBrowserClose",
  "HttpsFirstBalancedModeAutoEnable",
  "HttpsUpgrades",
  "LensOverlay",
  "MediaRouter",
  "NetworkTimeServiceQuerying",
  "OptimizationHints",
  "PaintHolding",
  "PreconnectToSearch",
  "ThirdPartyStoragePartitioning"
]

/** Flags for a run without a screen, as root or not, that leaves nothing behind and speaks to nobody but its page. */
export const chromiumFlags: ReadonlyArray<string> = [
  `--disable-features=${withoutFeatures.join(",")}`,
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-dev-shm-usage",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--autoplay-policy=no-user-gesture-required"
]
