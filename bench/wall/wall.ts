/**
 * How much of a browser's main thread does a wall of five hundred take, with five changes a second on each row? The real page, in a
 * real Chromium, over a real socket; only the room at the other end is made up. What the thread was busy with is what Chromium
 * itself counts. The heap is measured after a forced collection, at the beginning and the end, so that what is left is what is held.
 */
import { Schema } from "effect"
import { type CDPSession, chromium } from "playwright-core"
import { chromiumFlags, ensureChromium } from "../../scripts/chromium.ts"
import { progress, quantile, round } from "../report.ts"
import { Room, sittingId } from "./room.ts"
import { startWallServer } from "./wall-server.ts"

export interface WallFindings {
  /** Busy, of each second; and the parts of it that ran scripts, worked styles out and laid the page out. */
  readonly mainThreadMsPerS: number
  readonly scriptMsPerS: number
  readonly styleMsPerS: number
  readonly layoutMsPerS: number
  /** The busiest second of twenty. */
  readonly mainThreadP95MsPerS: number
  /** Of sixty a second, those that were not shown because the thread was busy. */
  readonly framesDropped: number
  readonly framesDroppedPercent: number
  /** After a collection, at the end; and how much more that is than at the beginning. */
  readonly heapMb: number
  readonly heapGrowthMb: number
  /** Elements in the document, at the beginning and the end. */
  readonly nodes: readonly [number, number]
  readonly updatesPerS: number
  readonly rows: number
  readonly seconds: number
}

export interface WallOptions {
  readonly rows: number
  readonly updatesPerS: number
  readonly seconds: number
  readonly seed: number
}

/** Compiling, caches that fill, the first order. */
const warmUpMs = 10_000

const frames = `
  window.__frames = { last: performance.now(), dropped: 0, shown: 0 }
  const look = (now) => {
    const missed = Math.round((now - window.__frames.last) / (1000 / 60)) - 1
    if (missed > 0) window.__frames.dropped += missed
    window.__frames.shown += 1
    window.__frames.last = now
    requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
`
const Frames = Schema.Struct({ dropped: Schema.Number, shown: Schema.Number })
const decodeFrames = Schema.decodeUnknownSync(Frames)

interface Metrics {
  readonly at: number
  readonly task: number
  readonly script: number
  readonly style: number
  readonly layout: number
  readonly heap: number
  readonly nodes: number
}
const metrics = async (session: CDPSession): Promise<Metrics> => {
  const { metrics: found } = await session.send("Performance.getMetrics")
  const of = (name: string): number => found.find((metric) => metric.name === name)?.value ?? Number.NaN
  return {
    at: of("Timestamp"),
    task: of("TaskDuration"),
    script: of("ScriptDuration"),
    style: of("RecalcStyleDuration"),
    layout: of("LayoutDuration"),
    heap: of("JSHeapUsedSize"),
    nodes: of("Nodes")
  }
}
const collected = async (session: CDPSession): Promise<Metrics> => {
  await session.send("HeapProfiler.collectGarbage")
  await session.send("HeapProfiler.collectGarbage")
  return metrics(session)
}

const pause = (ms: number): Promise<void> => new Promise((over) => setTimeout(over, ms))

export const runWall = async (options: WallOptions): Promise<WallFindings> => {
  const room = new Room(options.rows, options.seed)
  const server = await startWallServer(room, options.updatesPerS)
  const { executable, environment } = await ensureChromium()
  const browser = await chromium.launch({
    executablePath: executable,
    args: [...chromiumFlags],
    env: { ...process.env, ...environment }
  })
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: "en-GB" })
    page.on("pageerror", ({ message }) => progress(`The page complains: ${message}`))
    await page.goto(`${server.url}/rooms/${sittingId}`)
    await page.getByLabel("E-mail address").fill("proctor@bench.example")
    await page.getByLabel("Password").fill("password")
    await page.getByRole("button", { name: "Log in" }).click()
    await page.getByText(`${options.rows} learners`, { exact: true }).waitFor()
    progress(`A wall of ${options.rows} rows, ${options.updatesPerS} changes a second on each (seed ${options.seed})`)
    const session = await page.context().newCDPSession(page)
    await session.send("Performance.enable", { timeDomain: "timeTicks" })
    await session.send("HeapProfiler.enable")
    await pause(warmUpMs)

    const first = await collected(session)
    const updatesBefore = server.updates()
    await page.evaluate(frames)
    const seconds: Array<number> = []
    let before = await metrics(session)
    const start = before
    while (seconds.length < options.seconds) {
      await pause(1_000)
      const now = await metrics(session)
      seconds.push((1_000 * (now.task - before.task)) / (now.at - before.at))
      before = now
      if (seconds.length % 10 === 0) progress(`${seconds.length} s: ${round(seconds.at(-1) ?? Number.NaN, 0)} ms of a second`)
    }
    const shown = decodeFrames(await page.evaluate("window.__frames"))
    const updates = server.updates() - updatesBefore
    const last = await collected(session)
    const elapsed = before.at - start.at
    const perSecond = (of: "task" | "script" | "style" | "layout"): number =>
      round((1_000 * (before[of] - start[of])) / elapsed, 0)
    const megabytes = (bytes: number): number => bytes / 2 ** 20
    return {
      mainThreadMsPerS: perSecond("task"),
      scriptMsPerS: perSecond("script"),
      styleMsPerS: perSecond("style"),
      layoutMsPerS: perSecond("layout"),
      mainThreadP95MsPerS: round(quantile(seconds, 0.95), 0),
      framesDropped: shown.dropped,
      framesDroppedPercent: round((100 * shown.dropped) / (shown.dropped + shown.shown), 1),
      heapMb: round(megabytes(last.heap), 1),
      heapGrowthMb: round(megabytes(last.heap - first.heap), 1),
      nodes: [first.nodes, last.nodes],
      updatesPerS: round(updates / elapsed, 0),
      rows: options.rows,
      seconds: options.seconds
    }
  } finally {
    await browser.close()
    await server.close()
  }
}
