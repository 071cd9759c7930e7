/**
 * How soon can a learner answer who comes to the exam room with a slow machine and nothing in the browser's cache? Chromium's
 * processor is slowed to a quarter, the cache is emptied and switched off, and the page of a running attempt is loaded anew: the
 * log-in and what waits to be sent stay on the device, as they do for who was thrown out and comes back.
 *
 * Interactive is judged as Lighthouse does: the first question is there to be answered, and the last task of 50 ms or more that is
 * followed by five quiet seconds is over.
 */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { Schema } from "effect"
import { type BrowserContext, chromium, type Page } from "playwright-core"
import { chromiumFlags, ensureChromium } from "../../scripts/chromium.ts"
import { startOwnEngine } from "../../scripts/demo/own-engine.ts"
import { setStage, type Stage } from "../../scripts/gallery/stage.ts"
import { median, progress, round } from "../report.ts"

export interface RoomFindings {
  /** Middle of the rounds, and the least and the most, in ms from the beginning of the navigation. */
  readonly interactiveMs: number
  readonly interactiveSpread: readonly [number, number]
  /** The first question's answers are on screen, and the first paint of anything. */
  readonly questionMs: number
  readonly firstPaintMs: number
  /** Tasks of 50 ms or more: by how much they were longer, in all. */
  readonly blockedMs: number
  /** Of all scripts that were loaded, as they came over the wire. */
  readonly scriptKb: number
  readonly slowdown: number
  readonly rounds: number
}

const slowdown = 4
const quietMs = 5_000
/** A page that never rests has to be told of, too. */
const patienceMs = 60_000

const Seen = Schema.Struct({
  firstPaint: Schema.Number,
  question: Schema.Number,
  tasks: Schema.Array(Schema.Struct({ start: Schema.Number, duration: Schema.Number })),
  scriptBytes: Schema.Number
})
const decodeSeen = Schema.decodeUnknownSync(Seen)
const decodePasswords = Schema.decodeUnknownSync(Schema.fromJsonString(Schema.Record(Schema.String, Schema.String)))

/** Runs in the page before anything of its own. */
const watcher = `
  window.seen = { firstPaint: 0, question: 0, tasks: [], scriptBytes: 0 }
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) window.seen.tasks.push({ start: startTime, duration })
  }).observe({ type: "longtask", buffered: true })
  new MutationObserver((_changes, observer) => {
    if (document.querySelector("main input[type=radio], main input[type=checkbox], main input[type=text], main textarea") === null) return
    window.seen.question = performance.now()
    observer.disconnect()
  }).observe(document, { childList: true, subtree: true })
`
const collected = `
  window.seen.firstPaint = performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0
  window.seen.scriptBytes = performance.getEntriesByType("resource").filter(({ name }) => name.endsWith(".js"))
    .reduce((sum, { transferSize }) => sum + transferSize, 0)
  window.seen
`

const isQuiet = `
  performance.now() - Math.max(window.seen.question, ...window.seen.tasks.map(({ start, duration }) => start + duration)) > ${quietMs}
`

const load = async (profile: BrowserContext, address: string): Promise<typeof Seen.Type> => {
  const page = await profile.newPage()
  const session = await profile.newCDPSession(page)
  await session.send("Network.enable")
  await session.send("Network.clearBrowserCache")
  await session.send("Network.setCacheDisabled", { cacheDisabled: true })
  // What a service worker keeps is a cache, too.
  await session.send("Network.setBypassServiceWorker", { bypass: true })
  await session.send("Emulation.setCPUThrottlingRate", { rate: slowdown })
  await page.addInitScript(watcher)
  await page.goto(address)
  await until(page, "window.seen.question > 0")
  await until(page, isQuiet)
  const seen = decodeSeen(await page.evaluate(collected))
  await page.close()
  return seen
}

/** Asked again and again, since the pages' policy lets nobody wait inside of them. */
const until = async (page: Page, condition: string): Promise<void> => {
  for (const end = Date.now() + patienceMs; Date.now() < end; await pause(200)) {
    if (await page.evaluate<boolean>(condition)) return
  }
  throw new Error(`waited ${patienceMs / 1_000} s for: ${condition}`)
}

const interactive = ({ question, tasks }: typeof Seen.Type): number =>
  Math.max(question, ...tasks.map(({ start, duration }) => start + duration))

export const runRoom = async (options: { readonly rounds: number }): Promise<RoomFindings> => {
  const { executable, environment } = await ensureChromium()
  const giveUp = new AbortController()
  const engine = await startOwnEngine(giveUp.signal)
  const browser = await chromium.launch({
    executablePath: executable,
    args: [...chromiumFlags],
    env: { ...process.env, ...environment }
  })
  try {
    const passwords = decodePasswords(readFileSync(join(engine.data, "demo-accounts.json"), "utf8"))
    const stage: Stage = await setStage(engine.url, (role) => ({
      email: `${role}@academy.example`,
      password: passwords[`${role}@academy.example`] ?? ""
    }))
    stage.close()
    const profile = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "en-GB" })
    const address = `${engine.url}/attempts/${stage.attempts.sitting}`
    await enter(profile, address, stage)
    const seen: Array<typeof Seen.Type> = []
    for (let n = 1; n <= options.rounds; n++) {
      const one = await load(profile, address)
      progress(`round ${n}: question after ${round(one.question, 0)} ms, interactive after ${round(interactive(one), 0)} ms`)
      seen.push(one)
    }
    const times = seen.map(interactive)
    return {
      interactiveMs: round(median(times), 0),
      interactiveSpread: [round(Math.min(...times), 0), round(Math.max(...times), 0)],
      questionMs: round(median(seen.map(({ question }) => question)), 0),
      firstPaintMs: round(median(seen.map(({ firstPaint }) => firstPaint)), 0),
      blockedMs: round(
        median(seen.map(({ tasks }) => tasks.reduce((sum, { duration }) => sum + Math.max(0, duration - 50), 0))),
        0
      ),
      scriptKb: round(median(seen.map(({ scriptBytes }) => scriptBytes / 1_000)), 1),
      slowdown,
      rounds: options.rounds
    }
  } finally {
    await browser.close()
    await engine.stop()
  }
}

/** Logs in as the learner and takes the attempt over from the device that began it. */
const enter = async (profile: BrowserContext, address: string, stage: Stage): Promise<void> => {
  const { email, password } = stage.person("sitting")
  const page = await profile.newPage()
  await page.goto(address)
  await page.getByLabel("E-mail address").fill(email)
  await page.getByLabel("Password").fill(password)
  await page.getByRole("button", { name: "Log in" }).click()
  await page.getByRole("button", { name: /^(?:Continue|Go on) here/ }).click()
  await page.getByRole("heading", { level: 2, name: /^Question/ }).waitFor()
  await page.close()
}
